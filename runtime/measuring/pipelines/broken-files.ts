import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import type { PipelineTable } from '../../../core/pipeline/index.js';
import { SqlEngine } from '../../pipeline/sql/index.js';

/** Ways in which the files of a table go wrong. */
export const WAYS = ['cut', 'renamed', 'retyped'] as const;
export type Way = (typeof WAYS)[number];

const NUMERIC = /^(tinyint|smallint|int|integer|bigint|real|float|double|decimal)/;
const READERS: Readonly<Record<string, string>> = {
  '.parquet': 'read_parquet',
  '.jsonl': 'read_json',
  '.json': 'read_json',
  '.ndjson': 'read_json',
};

/**
 * The files of a table as a way of going wrong makes them: the last one cut in the middle of a row, or all with a column whose values nobody
 * finds under its name any more, or with a number that has become a text.
 *
 * @returns paths, or why the table cannot go wrong so
 */
export async function brokenFiles(
  { local = '', columns = {} }: PipelineTable,
  way: Way,
  directory: string,
  into: string,
): Promise<readonly string[] | string> {
  const engine = await SqlEngine.open();
  try {
    const found = await engine.connection.runAndReadAll(`SELECT file FROM glob(${text(resolve(directory, local))}) ORDER BY 1`);
    const files = found.getRows().map(([file]) => String(file));
    mkdirSync(into, { recursive: true });
    if (way === 'cut') return cut(files, into);
    const names = Object.keys(columns);
    const changed = way === 'renamed' ? names[0] : names.find((name) => NUMERIC.test(columns[name] ?? ''));
    if (changed === undefined) return `none of its columns ${way === 'renamed' ? 'is described' : 'is a number'}`;
    const reader = READERS[extname(files[0] ?? '')];
    if (reader === undefined) return way === 'renamed' ? 'columns of CSV have no names' : 'a text where a number was is not played in CSV';
    const value = way === 'renamed' ? 'NULL' : `CAST("${changed}" AS VARCHAR) || ' ?'`;
    const written: string[] = [];
    for (const [index, file] of files.entries()) {
      const target = join(into, `${index}-${basename(file)}`);
      const format = reader === 'read_parquet' ? 'PARQUET' : 'JSON';
      await engine.connection.run(
        `COPY (SELECT * REPLACE (${value} AS "${changed}") FROM ${reader}(${text(file)})) TO ${text(target)} (FORMAT ${format})`,
      );
      written.push(target);
    }
    return written;
  } finally {
    engine.close();
  }
}

/** All files as they are, but for the last, which ends in the middle. */
function cut(files: readonly string[], into: string): string[] {
  return files.map((file, index) => {
    const target = join(into, `${index}-${basename(file)}`);
    if (index < files.length - 1) copyFileSync(file, target);
    else {
      const bytes = readFileSync(file);
      const half = Math.floor(bytes.length / 2);
      // Not at the end of a line, where nothing would be missed.
      writeFileSync(target, bytes.subarray(0, bytes[half - 1] === 0x0a ? half - 2 : half));
    }
    return target;
  });
}

function text(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
