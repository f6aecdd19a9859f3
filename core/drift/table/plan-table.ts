import type { Feature, FeatureType, ModelSchema } from '../../schema/schema.js';
import { planBins } from '../profile/bins.js';
import { byCodePoint } from '../profile/by-code-point.js';
import { categoryName } from '../profile/categorical-accumulator.js';
import type { ColumnPlan, LeftOut, ProfilePlan, SegmentPlan } from '../profile/profile.js';
import { SENSITIVE_NAMES } from '../profile/sensitive-name.js';
import type { Batch, RawCell } from './batch.js';
import { calendarNumbers, calendarTexts } from './calendar.js';
import { nameIn, numberIn, WRONG_TYPE } from './cells.js';

/** A column whose values are numbers in this share is numeric, and the rest are type errors. */
const NUMERIC_SHARE = 0.9;
/** Names of a categorical column that a baseline counts each: the most frequent. */
const MOST_KNOWN = 1000;
/** Values of a segment's feature that are kept apart. */
const MOST_SEGMENTS = 50;

export interface PlanOptions {
  /** What the model takes and gives; inferred from the values when absent. */
  readonly schema?: ModelSchema;
  /** Columns that hold what the model said. */
  readonly predictions?: readonly string[];
  /** Columns that hold what really was; they are neither features nor predictions. */
  readonly labels?: readonly string[];
}

/**
 * Decides from a sample of a baseline's rows what is counted of every table that is compared with it.
 *
 * @param rows rows of the whole table
 */
export function planTable(sample: Batch, rows: number, { schema, predictions = [], labels = [] }: PlanOptions): ProfilePlan {
  const others = new Set([...predictions, ...labels]);
  const declared = schema?.features.filter(({ name }) => !others.has(name));
  const features: readonly ColumnToPlan[] =
    declared ?? [...sample.columns.keys()].filter((name) => !others.has(name)).map((name) => ({ name }));
  const planned = features.map((feature) => planColumn(feature, cellsOf(sample, feature.name), rows));
  const columns = planned.flatMap(({ plan }) => (plan === undefined ? [] : [plan]));
  return {
    inputs: (schema?.features ?? features).map(({ name }) => name),
    outputs: schema === undefined ? predictions : outputNames(schema),
    features: columns,
    predictions: predictions.flatMap((name) => {
      const { plan } = planColumn({ name, ...outputRange(schema, name) }, cellsOf(sample, name), rows, true);
      return plan === undefined ? [] : [plan];
    }),
    leftOut: planned.flatMap(({ leftOut }) => (leftOut === undefined ? [] : [leftOut])),
    segments: (declared ?? [])
      .filter(({ segment }) => segment === true)
      .flatMap(({ name }) => planSegments(columns.find((column) => column.name === name))),
  };
}

/** One name for each value of an answer: an output of several values has one a class, or a place. */
export function outputNames({ outputs }: ModelSchema): string[] {
  return outputs.flatMap(({ name, size = 1, classes }) =>
    size === 1 ? [name] : Array.from({ length: size }, (_, place) => `${name}.${classes?.[place] ?? place}`),
  );
}

/** What a value of an answer may be: as declared, a probability, or the index of a class. */
function outputRange(schema: ModelSchema | undefined, name: string): { readonly range?: readonly [number, number] } {
  const output = schema?.outputs.find((each) => name === each.name || name.startsWith(`${each.name}.`));
  if (output === undefined) return {};
  const { range, type, classes, size = 1 } = output;
  if (range !== undefined) return { range };
  if (classes === undefined) return {};
  if (type === 'number' && size === classes.length) return { range: [0, 1] };
  return type === 'integer' ? { range: [0, classes.length - 1] } : {};
}

type ColumnToPlan = Pick<Feature, 'name'> & Partial<Feature>;

function planColumn(
  feature: ColumnToPlan,
  cells: readonly RawCell[],
  rows: number,
  kept = false,
): { plan?: ColumnPlan; leftOut?: LeftOut } {
  const { name, sensitive, importance, range, categories } = feature;
  const leftOut = (reason: string): { leftOut: LeftOut } => ({ leftOut: { name, reason } });
  if (cells.some((cell) => cell instanceof Date)) return leftOut('its values are dates');
  const numbers = cells.map(numberIn).filter((cell) => typeof cell === 'number');
  const names = cells.map(nameIn).filter((cell) => typeof cell === 'string');
  if (numbers.length === 0 && names.length === 0) return leftOut('it has no value in the baseline');
  const common = { name, ...(sensitive === true ? { sensitive } : {}), ...(importance === undefined ? {} : { importance }) };
  if (isNumeric(feature.type, numbers.length, cells.filter((cell) => numberIn(cell) === WRONG_TYPE).length)) {
    const finite = numbers.filter(Number.isFinite);
    const reason = kept || range !== undefined ? undefined : calendarNumbers(finite, rows);
    if (reason !== undefined) return leftOut(`${reason}; declare its range in schema.json to compare it`);
    const integer = feature.type === undefined ? finite.length > 0 && finite.every(Number.isInteger) : feature.type === 'integer';
    const sorted = Float64Array.from(finite).sort();
    return { plan: { ...common, kind: 'numeric', integer, ...(range === undefined ? {} : { range }), ...planBins(sorted, sensitive) } };
  }
  const reason = kept || categories !== undefined ? undefined : calendarTexts(names);
  if (reason !== undefined) return leftOut(`${reason}; declare its categories in schema.json to compare it`);
  const known =
    sensitive === true
      ? SENSITIVE_NAMES
      : [...new Set([...(categories ?? []), ...mostFrequent(names.map(categoryName), MOST_KNOWN)])].toSorted(byCodePoint);
  return { plan: { ...common, kind: 'categorical', known } };
}

function isNumeric(type: FeatureType | undefined, numbers: number, others: number): boolean {
  if (type !== undefined) return type === 'number' || type === 'integer';
  return numbers > 0 && numbers >= NUMERIC_SHARE * (numbers + others);
}

function planSegments(column: ColumnPlan | undefined): SegmentPlan[] {
  if (column === undefined) return [];
  const values = column.kind === 'numeric' ? column.spikes.map(String) : column.known;
  return [...values.slice(0, MOST_SEGMENTS), null].map((value) => ({ feature: column.name, value }));
}

/** By count, and by name where counts are equal. */
function mostFrequent(names: readonly string[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([a, one], [b, other]) => other - one || byCodePoint(a, b))
    .slice(0, most)
    .map(([name]) => name);
}

function cellsOf({ columns, rows }: Batch, name: string): RawCell[] {
  return Array.from({ length: rows }, (_, row) => columns.get(name)?.[row]);
}
