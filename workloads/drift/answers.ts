import type { CohortBuilder } from '../../core/quality/cohorts/cohort-builder.js';
import { sensitiveName } from '../../core/drift/profile/sensitive-name.js';
import type { Batch, RawCell } from '../../core/drift/table/batch.js';
import { nameIn, numberIn } from '../../core/drift/table/cells.js';
import { SlipwayError } from '../../core/errors/index.js';
import { EVENT } from './capture-record.js';
import { timeIn } from './time-cell.js';

/** Where a table of answers has what of each. */
export interface AnswerColumns {
  /** Default that of captured exchanges; without one labels stand in the same row. */
  readonly id?: string;
  /** Default that of captured exchanges, else `time`. */
  readonly time?: string;
  readonly said?: string;
  /** Of the positive class, or one a class in their order; empty where the model gives none. */
  readonly probabilities: readonly string[];
  /** Undefined where labels come by themselves. */
  readonly label?: string;
  /** Segments and groups. */
  readonly parts: readonly AnswerPart[];
  /** When answers were given that do not say it, in milliseconds since 1970. Default: they are in no cohort. */
  readonly writtenAt?: number;
}

export interface AnswerPart {
  readonly name: string;
  /** Its values are kept as one of 32 bins. */
  readonly sensitive: boolean;
}

const TIME = 'time';
const NO_LABEL = '';
/** Columns that a message lists. */
const MOST_NAMED = 20;

/**
 * Hands the answers of a table on, row by row.
 *
 * @param joined whether labels come by themselves, so that an answer needs an id
 * @returns how many rows there were, and how many of them have no time or no id and are in no cohort
 */
export async function readAnswers(
  table: AsyncIterable<Batch>,
  columns: AnswerColumns,
  joined: boolean,
  into: CohortBuilder,
): Promise<{ readonly rows: number; readonly lost: number }> {
  let lost = 0;
  let rows = 0;
  for await (const batch of table) {
    rows += batch.rows;
    lost += addBatch(batch, resolve(batch, columns, joined), into);
  }
  return { rows, lost };
}

interface Resolved extends AnswerColumns {
  readonly time: string;
}

/** Names what is used, once it is known what there is. */
function resolve({ columns }: Batch, declared: AnswerColumns, joined: boolean): Resolved {
  const captured = columns.has(EVENT.time);
  const id = declared.id ?? (captured ? EVENT.id : undefined);
  const time = declared.time ?? (captured ? EVENT.time : TIME);
  const { said, probabilities, label, parts } = declared;
  if (joined && id === undefined)
    throw new SlipwayError(
      'quality-unknown',
      `labels come by themselves, so each answer needs an id; name its column with --id; ${has(columns)}`,
    );
  // A column of a captured exchange may be missing in some of them; a table's is there or not.
  const wanted = captured
    ? []
    : [...(joined && id !== undefined ? [id] : []), time, said, ...probabilities, label, ...parts.map(({ name }) => name)];
  const absent = wanted.filter((name) => name !== undefined && !columns.has(name));
  if (absent.length > 0) throw new SlipwayError('quality-unknown', `the answers have no column '${absent.join("', '")}'; ${has(columns)}`);
  return { ...declared, ...(joined && id !== undefined ? { id } : {}), time };
}

function has(columns: Batch['columns']): string {
  return `they have ${[...columns.keys()].slice(0, MOST_NAMED).join(', ')}`;
}

function addBatch(batch: Batch, { id, time, said, probabilities, label, parts, writtenAt }: Resolved, into: CohortBuilder): number {
  const cells = (name: string | undefined): ArrayLike<RawCell> | undefined => (name === undefined ? undefined : batch.columns.get(name));
  const [ids, times, answers, labels] = [cells(id), cells(time), cells(said), cells(label)];
  const chances = probabilities.map(cells);
  const values = parts.map(({ name, sensitive }) => ({ cells: cells(name), hide: sensitive ? sensitiveName : (text: string) => text }));
  let lost = 0;
  for (let row = 0; row < batch.rows; row += 1) {
    const at = timeIn(times?.[row]) ?? writtenAt;
    const key = textIn(ids?.[row]);
    if (at === undefined || (id !== undefined && key === undefined)) {
      lost += 1;
      continue;
    }
    const text = textIn(answers?.[row]);
    const truth = textIn(labels?.[row]);
    const probability = probabilityIn(chances.map((each) => each?.[row]));
    into.add({
      at,
      ...(key === undefined ? {} : { id: key }),
      ...(text === undefined ? {} : { said: text }),
      ...(probability === undefined ? {} : { probability }),
      ...(truth === undefined || truth === NO_LABEL ? {} : { label: truth }),
      parts: values.map((each) => hidden(textIn(each.cells?.[row]), each.hide)),
    });
  }
  return lost;
}

/** A value as text, as a label and an answer are compared; a missing one is undefined. */
export function textIn(cell: RawCell): string | undefined {
  const name = nameIn(cell);
  return typeof name === 'string' ? name.trim() : undefined;
}

function hidden(text: string | undefined, hide: (text: string) => string): string {
  return text === undefined ? 'missing' : hide(text);
}

function probabilityIn(cells: readonly RawCell[]): number | number[] | undefined {
  const numbers = cells.map(numberIn).filter((number) => typeof number === 'number' && Number.isFinite(number)) as number[];
  if (numbers.length === 0 || numbers.length < cells.length) return undefined;
  return numbers.length === 1 ? numbers[0] : numbers;
}
