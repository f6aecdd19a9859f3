import { SlipwayError } from '../../errors/index.js';
import { KEY_BITS, orderedKey } from '../profile/bits.js';
import {
  PROFILE_VERSION,
  type CategoricalPlan,
  type CategoricalProfile,
  type ColumnPlan,
  type ColumnProfile,
  type NumericPlan,
  type NumericProfile,
  type Profile,
  type ProfilePlan,
} from '../profile/profile.js';
import { sketchOf, type SketchSize } from '../profile/sketch.js';
import { columnsOf, prefixOf, segmentFeatures } from './statement.js';

/** A row of an answer by the names of the statement. Cells may be texts, as in the CSV that Athena writes. */
export type AnswerRow = Readonly<Record<string, unknown>>;

/** The profile of a table, from what an engine answered to `profileStatement` of the same plan. */
export function profileFromAnswer(plan: ProfilePlan, rows: readonly AnswerRow[], size: SketchSize): Profile {
  const segmented = segmentFeatures(plan);
  const isWhole = (row: AnswerRow): boolean => segmented.every((_, place) => integer(row, `slipway_s${place}_all`) === 1);
  const whole = rows.find(isWhole);
  if (whole === undefined || !('total' in whole)) throw otherAnswer();
  const columns = columnsOf(plan);
  const counted = columns.map((column, place) => columnOf(column, whole, prefixOf(place), size));
  return {
    version: PROFILE_VERSION,
    rows: integer(whole, 'total'),
    broken: 0,
    inputs: plan.inputs,
    outputs: plan.outputs,
    features: counted.slice(0, plan.features.length),
    predictions: counted.slice(plan.features.length),
    leftOut: plan.leftOut,
    segments: plan.segments.map(({ feature, value }) => {
      const place = segmented.indexOf(feature);
      const found =
        rows.find((row) => integer(row, `slipway_s${place}_all`) === 0 && valueIn(row, `slipway_s${place}_value`) === value) ?? NO_ROWS;
      const parts = columns.map((column, index) => columnOf(column, found, prefixOf(index), undefined));
      return {
        feature,
        value,
        rows: integer(found, 'total'),
        features: parts.slice(0, plan.features.length),
        predictions: parts.slice(plan.features.length),
      };
    }),
  };
}

/** What a group without rows would say: groups that nobody is in are in no answer. */
const NO_ROWS: AnswerRow = { total: 0 };

/** @param size undefined for none */
function columnOf(column: ColumnPlan, row: AnswerRow, prefix: string, size: SketchSize | undefined): ColumnProfile {
  return column.kind === 'numeric' ? numericOf(column, row, prefix, size) : categoricalOf(column, row, prefix);
}

function numericOf(column: NumericPlan, row: AnswerRow, prefix: string, size: SketchSize | undefined): NumericProfile {
  const { name, kind, integer: isInteger, range, edges, spikes, sensitive, importance } = column;
  const count = (key: string): number => integer(row, `${prefix}_${key}`);
  const bins = jsonObject(row, `${prefix}_bins`);
  const finite = count('finite');
  const hidden = finite === 0 || sensitive === true;
  const figure = (key: string): number | null => (hidden ? null : Number(row[`${prefix}_${key}`]) + 0);
  return {
    name,
    kind,
    integer: isInteger,
    ...(range === undefined ? {} : { range }),
    edges,
    spikes,
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(importance === undefined ? {} : { importance }),
    count: count('count'),
    missing: missingIn(row, prefix),
    typeErrors: integer(row, 'total') - count('count') - missingIn(row, prefix),
    notFinite: count('count') - finite,
    outOfRange: count('range'),
    zeros: count('zeros'),
    mean: figure('mean'),
    deviation: figure('deviation'),
    min: figure('min'),
    max: figure('max'),
    binCounts: Array.from({ length: edges.length + 1 }, (_, bin) => bins.get(String(bin)) ?? 0),
    spikeCounts: spikes.map((_, place) => bins.get(String(-1 - place)) ?? 0),
    ...(size === undefined || sensitive === true ? {} : { sketch: sketchFrom(jsonObject(row, `${prefix}_buckets`), size) }),
  };
}

function sketchFrom(counts: ReadonlyMap<string, number>, size: SketchSize): NumericProfile['sketch'] & object {
  const ordered = [...counts].map(([key, count]) => [orderedKey(Number(key)), count] as const).sort(([a], [b]) => a - b);
  return sketchOf({ bits: KEY_BITS, keys: ordered.map(([key]) => key), counts: ordered.map(([, count]) => count) }, size);
}

function categoricalOf(column: CategoricalPlan, row: AnswerRow, prefix: string): CategoricalProfile {
  const { name, kind, known, sensitive, importance } = column;
  const knownIn = jsonObject(row, `${prefix}_known`);
  const knownCounts = known.map((each) => knownIn.get(each) ?? 0);
  const unseen = entries(row, `${prefix}_unseen`);
  const count = integer(row, `${prefix}_count`);
  const listed = [...knownCounts, ...unseen.map(([, each]) => each)].reduce((sum, each) => sum + each, 0);
  return {
    name,
    kind,
    known,
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(importance === undefined ? {} : { importance }),
    count,
    missing: missingIn(row, prefix),
    typeErrors: 0,
    knownCounts,
    unseen,
    others: count - listed,
  };
}

/** A column that the table does not have is missing in every row. */
function missingIn(row: AnswerRow, prefix: string): number {
  return `${prefix}_missing` in row ? integer(row, `${prefix}_missing`) : integer(row, 'total');
}

function integer(row: AnswerRow, key: string): number {
  const value = Number(row[key] ?? 0);
  if (Number.isSafeInteger(value)) return value;
  throw otherAnswer();
}

function valueIn(row: AnswerRow, key: string): string | null {
  const value = row[key];
  return typeof value === 'string' ? value : null;
}

/** Counts by key; nothing where no value was there. */
function jsonObject(row: AnswerRow, key: string): ReadonlyMap<string, number> {
  const value = json(row, key);
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw otherAnswer();
  return new Map(Object.entries(value).map(([name, count]) => [name, Number(count)]));
}

/** An entry is a record of name and count in this order, or a list of both, as Trino wrote it once. */
function entries(row: AnswerRow, key: string): [name: string, count: number][] {
  const value = json(row, key) ?? [];
  if (!Array.isArray(value)) throw otherAnswer();
  return value.map((entry: unknown) => {
    const [name, count]: readonly unknown[] = Array.isArray(entry) ? entry : Object.values(entry as object);
    return [String(name), Number(count)];
  });
}

function json(row: AnswerRow, key: string): unknown {
  const text = row[key];
  if (typeof text !== 'string' || text === '') return undefined;
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    throw otherAnswer();
  }
}

function otherAnswer(): SlipwayError {
  return new SlipwayError(
    'profile-plan',
    'this is no answer to the statement of this baseline; run the statement again and give what it answers',
  );
}
