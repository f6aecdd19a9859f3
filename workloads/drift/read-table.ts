import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { Batch } from '../../core/drift/table/batch.js';
import { csvTable } from './csv-table.js';
import { jsonLinesTable } from './json-lines-table.js';
import { parquetTable } from './parquet-table.js';
import type { ReadOptions } from './read-options.js';
import { fileSource, type TableSource } from './source.js';

type Reader = (source: TableSource, options: ReadOptions) => AsyncGenerator<Batch>;

/** What is read, by the end of the file's name. */
const READERS: Readonly<Record<string, Reader>> = {
  '.csv': csvTable,
  '.jsonl': jsonLinesTable,
  '.ndjson': jsonLinesTable,
  '.parquet': parquetTable,
};

/**
 * Rows of a file, or of every file below a folder in the order of their paths: for a folder of SageMaker's data capture that is the order of
 * the hours. Broken records are told and skipped.
 */
export async function* readTable(path: string, options: ReadOptions): AsyncGenerator<Batch> {
  for (const file of tableFiles(path)) yield* readSource(fileSource(file), options);
}

/** Rows of one source; none where it is of no kind that is read. */
export async function* readSource(source: TableSource, options: ReadOptions): AsyncGenerator<Batch> {
  const reader = readerOf(source.name);
  if (reader !== undefined) yield* reader(source, options);
}

/** Whether a name's end is one of those that are read. */
export function isTable(name: string): boolean {
  return readerOf(name) !== undefined;
}

/** Whether what lies under a name has a record a line, so that it can be read from any line on. */
export function hasRecordALine(name: string): boolean {
  return readerOf(name) === jsonLinesTable;
}

/** The files that a path means; there is at least one. */
export function tableFiles(path: string): string[] {
  const kinds = Object.keys(READERS).join(', ');
  if (!existsSync(path))
    throw new SlipwayError('table-missing', `there is no '${path}'; give a file (${kinds}), or a folder of such files`);
  if (!statSync(path).isDirectory()) {
    if (readerOf(path) !== undefined) return [path];
    throw new SlipwayError('table-missing', `'${path}' is of no kind that is read; give a file that ends in ${kinds}`);
  }
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readerOf(file) !== undefined && !basename(file).startsWith('.'))
    .toSorted();
  if (files.length === 0)
    throw new SlipwayError('table-missing', `the folder '${path}' holds no file that ends in ${kinds}; give one that does`);
  return files;
}

function readerOf(file: string): Reader | undefined {
  return Object.entries(READERS).find(([end]) => file.toLowerCase().endsWith(end))?.[1];
}
