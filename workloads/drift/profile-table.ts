import { numericNames } from '../../core/drift/profile/numeric-names.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { Profile, ProfilePlan } from '../../core/drift/profile/profile.js';
import type { SketchSize } from '../../core/drift/profile/sketch.js';
import type { ValueCounterFactory } from '../../core/drift/profile/value-counter.js';
import type { Batch } from '../../core/drift/table/batch.js';
import { TableStatistics, type CountedColumns } from '../../core/drift/model-monitor/table-statistics.js';
import { outputNames, planTable, type PlanOptions } from '../../core/drift/table/plan-table.js';
import { ProfileBuilder } from '../../core/drift/table/profile-builder.js';
import { RowSample } from '../../core/drift/table/row-sample.js';
import { BrokenCount } from './broken-count.js';
import { kernelCounters } from './kernel/kernel-counter.js';
import { readTable } from './read-table.js';
import type { BrokenRecord, ReadOptions } from './read-options.js';

/** Columns that a message lists. */
const MOST_NAMED = 20;

export interface Counted {
  readonly profile: Profile;
  readonly broken: readonly BrokenRecord[];
}

/** What counts the same rows beside the profile. */
export interface Beside {
  /** As Model Monitor does it. */
  readonly statistics?: TableStatistics;
  /** How numbers are counted. */
  readonly counters?: ValueCounterFactory;
  /** What has to be done when all rows are read and before the counts are taken. */
  readonly settle?: () => Promise<void>;
  /** Which captured exchanges are counted. Default: all. */
  readonly takes?: ReadOptions['takes'];
}

/** Counts the rows of a file or folder by the plan of a baseline, in one pass. */
export async function profileTable(
  path: string,
  plan: ProfilePlan,
  size: SketchSize,
  { statistics, counters = kernelCounters(), settle, takes }: Beside = {},
): Promise<Counted> {
  const builder = new ProfileBuilder(plan, counters);
  const broken = new BrokenCount();
  const onBroken = (record: BrokenRecord): void => broken.add(record);
  const { inputs, outputs } = plan;
  // Statistics also say which texts a column holds.
  const numeric = statistics === undefined ? numericNames(plan) : new Set<string>();
  for await (const batch of readTable(path, { inputs, outputs, numeric, onBroken, ...(takes === undefined ? {} : { takes }) })) {
    builder.add(batch);
    statistics?.add(batch);
  }
  builder.addBroken(broken.count);
  await settle?.();
  return { profile: builder.finish(size), broken: broken.first };
}

/**
 * Makes a baseline of a file or folder in two passes: rows spread over it decide what is counted, then all are.
 *
 * @param counters how numbers are counted
 */
export async function baselineTable(
  path: string,
  options: PlanOptions,
  counters?: ValueCounterFactory,
): Promise<Counted & { readonly statistics: TableStatistics }> {
  const sample = new RowSample();
  let broken: BrokenRecord | undefined;
  for await (const batch of readTable(path, { ...namesOf(options.schema), onBroken: (record) => (broken ??= record) })) sample.add(batch);
  const batch = sample.batch();
  if (batch.rows === 0) throw noRow(path, broken);
  requireColumns(path, batch, options);
  const plan = planTable(batch, sample.total, options);
  const statistics = new TableStatistics(countedBy(plan));
  return { ...(await profileTable(path, plan, 'compact', { statistics, ...(counters === undefined ? {} : { counters }) })), statistics };
}

/** What is counted beside a profile. Columns that are left out, such as ids and free text, are counted without their values. */
export function countedBy({ inputs, features, predictions, leftOut }: ProfilePlan): Required<CountedColumns> {
  return {
    only: [...inputs, ...predictions.map(({ name }) => name)],
    sensitive: [...[...features, ...predictions].filter(({ sensitive }) => sensitive === true), ...leftOut].map(({ name }) => name),
  };
}

function noRow(path: string, first: BrokenRecord | undefined): SlipwayError {
  const why = first === undefined ? '' : `; the first record, ${first.file}:${first.line ?? 1}: ${first.reason}`;
  return new SlipwayError('table-empty', `'${path}' has no row that can be read; give the rows that the model was trained on${why}`);
}

/** A baseline that misses what it is to watch would be silent for ever. */
function requireColumns(path: string, { rows, columns }: Batch, { schema, predictions = [], labels = [] }: PlanOptions): void {
  if (rows === 0)
    throw new SlipwayError('table-empty', `'${path}' has no row that can be read; give the rows that the model was trained on`);
  const wanted = [...(schema?.features.map(({ name }) => name) ?? []), ...predictions, ...labels];
  const absent = wanted.filter((name) => !columns.has(name));
  if (absent.length === 0) return;
  throw new SlipwayError(
    'table-empty',
    `'${path}' has no column ${absent.map((name) => `'${name}'`).join(', ')}; it has ${[...columns.keys()].slice(0, MOST_NAMED).join(', ')}`,
  );
}

function namesOf(schema: ModelSchema | undefined): { inputs: readonly string[]; outputs: readonly string[] } {
  return schema === undefined
    ? { inputs: [], outputs: [] }
    : { inputs: schema.features.map(({ name }) => name), outputs: outputNames(schema) };
}
