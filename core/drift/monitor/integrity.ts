import { sharesOf, type Share, type ShareName } from '../compare.js';
import type { ColumnProfile, Profile } from '../profile/profile.js';
import { VERDICT_LIMITS } from '../verdict/limits.js';
import { shareLimit } from '../verdict/share-limit.js';
import { changeOf, NO_WINDOWS, type Thresholds } from '../verdict/thresholds.js';
import { isStuck } from './constant.js';
import type { MonitorDatum } from './datum.js';

/** One share of one feature that changed too much. */
export interface ChangedShare {
  readonly feature: string;
  readonly share: ShareName;
  readonly baseline: number;
  readonly current: number;
  /** How much the change is over what is too much; above 1. */
  readonly times: number;
}

/** What silent errors a window of rows shows. */
export interface Integrity {
  readonly data: readonly MonitorDatum[];
  /** Worst first. */
  readonly changed: readonly ChangedShare[];
  readonly stuck: readonly string[];
  readonly constantOutputs: readonly string[];
}

const WATCHED = [
  { share: 'missing', rate: 'MissingRate', change: 'MissingChange' },
  { share: 'zero', rate: 'ZeroRate', change: 'ZeroChange' },
  { share: 'new_value', rate: 'NewCategoryRate', change: 'NewCategoryChange' },
] as const;
/** Shares whose features' importance decides whether somebody is woken. */
const WAKING: ReadonlySet<ShareName> = new Set(['missing', 'zero']);

/**
 * Rates of a window, against the baseline's. Shares of fewer than 200 values are not judged, and then not published: a change of 0 would be an
 * all-clear that nobody gave.
 *
 * @param healthy what past healthy windows showed, where there are enough
 */
export function integrityOf(baseline: Profile, current: Profile, healthy: Thresholds = NO_WINDOWS): Integrity {
  const features = pairs(baseline.features, current.features);
  const outputs = pairs(baseline.predictions, current.predictions);
  const shares = features.map(([one, other]) => ({ column: one, shares: sharesOf(one, other) }));
  const changed: ChangedShare[] = [];
  const data: MonitorDatum[] = [{ name: 'RowsSeen', value: current.rows }];
  for (const { share, rate, change } of WATCHED) {
    const judged = shares
      .map(({ column, shares: all }) => judgeShare(column.name, share, all[share], healthy))
      .filter((each) => each !== undefined)
      .toSorted((a, b) => b.times - a.times);
    const [worst] = judged;
    if (worst === undefined) continue;
    data.push({ name: rate, value: worst.current }, { name: change, value: worst.times });
    changed.push(...judged.filter(({ times }) => times > 1));
  }
  const stuck = features.filter(([one, other]) => isStuck(one, other)).map(([{ name }]) => name);
  const constantOutputs = outputs.filter(([one, other]) => isStuck(one, other)).map(([{ name }]) => name);
  if (current.rows + current.broken > 0) data.push({ name: 'ViolationRate', value: violationRate(features, current) });
  if (current.rows >= VERDICT_LIMITS.rowsToTell) {
    data.push(
      { name: 'ChangedImportance', value: importanceOf(changed, baseline) },
      { name: 'StuckFeatures', value: stuck.length },
      { name: 'ConstantOutputs', value: constantOutputs.length },
    );
  }
  if (outputs.length > 0 && current.rows > 0) data.push({ name: 'InvalidOutputs', value: Math.max(...outputs.map(invalidIn)) });
  return { data, changed: changed.toSorted((a, b) => b.times - a.times), stuck, constantOutputs };
}

function judgeShare(feature: string, share: ShareName, each: Share, { windows, worst }: Thresholds): ChangedShare | undefined {
  if (each.rows[1] < VERDICT_LIMITS.rowsToTell) return undefined;
  const healthy = windows >= VERDICT_LIMITS.healthyWindows ? (worst.get(feature)?.shares[share] ?? 0) : 0;
  return { feature, share, baseline: each.baseline, current: each.current, times: changeOf(each) / shareLimit(each, healthy) };
}

/** Records that cannot be read, and rows that break the schema in the feature that breaks it most, above what the baseline has. */
function violationRate(features: readonly Pair[], { rows, broken }: Profile): number {
  const worst = features.map(([one, other]) => {
    const all = sharesOf(one, other);
    const above = (name: ShareName): number => Math.max(0, all[name].current - all[name].baseline);
    return above('type_error') + above('out_of_range') + above('not_finite');
  });
  return Math.min(1, (broken + Math.max(0, ...worst) * rows) / (rows + broken));
}

/** Values of one output that no caller can use. */
function invalidIn([baseline, current]: Pair): number {
  const { missing, typeErrors } = current;
  // Rows whose answer was not captured at all have none of its values; where the baseline has some missing, that is how this model answers.
  const wrong = typeErrors + (baseline.missing === 0 && current.count > 0 ? missing : 0);
  return current.kind === 'numeric' ? wrong + current.notFinite + current.outOfRange : wrong;
}

function importanceOf(changed: readonly ChangedShare[], { features }: Profile): number {
  const declared = features.some(({ importance }) => importance !== undefined);
  const weight = ({ importance = 0 }: ColumnProfile): number => (declared ? importance : 1);
  const names = new Set(changed.filter(({ share }) => WAKING.has(share)).map(({ feature }) => feature));
  const sum = (columns: readonly ColumnProfile[]): number => columns.reduce((total, column) => total + weight(column), 0);
  const all = sum(features);
  return all === 0 ? 0 : sum(features.filter(({ name }) => names.has(name))) / all;
}

type Pair = readonly [baseline: ColumnProfile, current: ColumnProfile];

/** Columns of both sides by name; a column that the window was not counted for cannot be there, since the baseline is its plan. */
function pairs(ones: readonly ColumnProfile[], others: readonly ColumnProfile[]): Pair[] {
  return ones.flatMap((one): Pair[] => {
    const other = others.find(({ name }) => name === one.name);
    return other === undefined ? [] : [[one, other]];
  });
}
