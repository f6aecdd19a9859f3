import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';

export type TableKind = 'csv' | 'jsonl' | 'parquet';

/** One file of rows. */
export interface InputFile {
  readonly path: string;
  readonly kind: TableKind;
  readonly gzip: boolean;
  /** Bytes, as the file lies there. */
  readonly size: number;
  /** When it was last written to, milliseconds since 1970. */
  readonly modified: number;
}

const ENDS = /\.(csv|jsonl|ndjson|parquet)(\.gz)?$/i;
const KINDS = '.csv, .jsonl, .ndjson, each of them with or without .gz, or .parquet';

/**
 * The files that a path means, in the order of their paths; there is at least one.
 *
 * @param output what is written, which is no input even where it lies in the folder that is read
 */
export function inputFiles(path: string, output: readonly string[]): InputFile[] {
  if (!existsSync(path))
    throw new SlipwayError('table-missing', `there is no '${path}'; give a file (${KINDS}), or a folder of such files`);
  const written = new Set(output.map((each) => resolve(each)));
  if (!statSync(path).isDirectory()) {
    const only = fileAt(path);
    if (only === undefined)
      throw new SlipwayError('table-missing', `'${path}' is of no kind that is read; give a file that ends in ${KINDS}`);
    if (written.has(resolve(path)))
      throw new SlipwayError('batch-output', `'${path}' is both read and written; give the output another name`);
    return [only];
  }
  const files = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !basename(entry.name).startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !written.has(resolve(file)))
    .toSorted()
    .flatMap((file) => fileAt(file) ?? []);
  if (files.length === 0)
    throw new SlipwayError('table-missing', `the folder '${path}' holds no file that ends in ${KINDS}; give one that does`);
  return files;
}

function fileAt(path: string): InputFile | undefined {
  const [, end = '', gzip] = ENDS.exec(path) ?? [];
  const kind = end.toLowerCase();
  if (kind === '' || (kind === 'parquet' && gzip !== undefined)) return undefined;
  const { size, mtimeMs } = statSync(path);
  return { path, kind: kind === 'ndjson' ? 'jsonl' : (kind as TableKind), gzip: gzip !== undefined, size, modified: mtimeMs };
}
