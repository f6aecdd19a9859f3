import { csvText } from '../../../core/codec/encode.js';
import type { BatchSettings } from '../../../core/batch/settings.js';
import { isObject, type Json } from '../../pipeline/json.js';
import type { RowBody } from '../captured.js';

/** Lines of a job's input: as they usually are, and the ways in which one goes wrong. */
export interface RecordLines {
  readonly usual: readonly string[];
  readonly broken: string;
  readonly cut: string;
}

/** What cannot be a number, in a line; in a column of numbers of a table one can only be missing. */
const NO_NUMBER = 'n/a';
/** What goes around the model and that nobody has a sample of. */
const CARRIED = 'carried';

/**
 * Records for a job out of what its model is asked, with what its input filter takes off around them.
 *
 * @param names of the columns, in their order, where rows of CSV are made out of JSON
 * @returns why there are none, as a text
 */
export function recordLines(
  rows: readonly RowBody[],
  { format, table }: Pick<BatchSettings, 'format' | 'table'>,
  inputFilter: string | undefined,
  names: readonly string[] | undefined,
): RecordLines | string {
  const around = format === 'csv' ? cellsAround(inputFilter) : memberAround(inputFilter);
  if (around === undefined) return `its input filter ${inputFilter} takes a part of each record, and nobody said what the others hold`;
  const values = rows.map((row) => valueOf(row, names)).filter((value) => value !== undefined);
  const [first] = values;
  if (first === undefined) return 'no sample of its records can be read';
  const written = (value: Json): string => around(format === 'csv' ? cellsOf(value) : value);
  const usual = values.map(written);
  const [line = ''] = usual;
  return { usual, broken: written(broken(first, table === undefined ? NO_NUMBER : null)), cut: line.slice(0, Math.ceil(line.length / 2)) };
}

type Around = (value: Json) => string;

/** `$[2:]` takes off two cells before the model's own. */
function cellsAround(filter: string | undefined): Around | undefined {
  const before = filter === undefined || filter === '$' ? 0 : Number(/^\$\[(\d+):\]$/.exec(filter)?.[1]);
  if (Number.isNaN(before)) return undefined;
  return (cells) =>
    [...Array.from({ length: before }, () => CARRIED), ...(cells as readonly string[])].map((cell) => csvText(cell)).join(',');
}

/** `$.features` is a member of the record. */
function memberAround(filter: string | undefined): Around | undefined {
  if (filter === undefined || filter === '$') return (value) => JSON.stringify(value);
  const [, name] = /^\$\.([A-Za-z]\w*)$/.exec(filter) ?? [];
  return name === undefined ? undefined : (value) => JSON.stringify({ id: CARRIED, [name]: value });
}

function valueOf({ body, contentType }: RowBody, names: readonly string[] | undefined): Json | undefined {
  const text = body.toString('utf8').trim();
  if (contentType.startsWith('text/csv')) return (text.split('\n', 1)[0] ?? '').split(',');
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) && names !== undefined
      ? Object.fromEntries(names.flatMap((name) => (name in value ? [[name, value[name] ?? null]] : [])))
      : value;
  } catch {
    return undefined;
  }
}

function cellsOf(value: Json): string[] {
  const cells = isObject(value) ? Object.values(value) : [value].flat();
  return cells.map((cell) => (cell === null ? '' : typeof cell === 'string' ? cell : JSON.stringify(cell)));
}

/**
 * The first number is none any more; where there is no number the last value is missing.
 *
 * @param instead what stands in its place
 */
function broken(value: Json, instead: string | null): Json {
  const parts = Object.entries(value ?? {});
  const at = parts.findIndex(
    ([, part]) => typeof part === 'number' || (typeof part === 'string' && part !== '' && Number.isFinite(Number(part))),
  );
  const changed =
    at < 0 ? parts.slice(0, -1) : parts.map(([name, part], index): [string, Json] => [name, index === at ? instead : (part as Json)]);
  return Array.isArray(value) ? changed.map(([, part]) => part as Json) : Object.fromEntries(changed);
}
