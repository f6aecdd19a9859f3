import { linfSimple } from '../distances/linf-simple.js';
import type { ColumnStatistics } from './column-statistics.js';
import type {
  CheckType,
  ConstraintsDocument,
  FeatureConstraints,
  FeatureStatistics,
  MonitoringConfig,
  StatisticsDocument,
} from './documents.js';
import { distributionDistance, weightedValues } from './kll.js';
import { MONITORING_CONFIG } from './suggest-constraints.js';
import type { TableStatistics } from './table-statistics.js';

/** One check of one column, kept or not. */
export interface Check {
  readonly feature: string;
  readonly check: CheckType;
  /** What was seen, and what it is held against; of distances the most, of shares the least. */
  readonly value: number;
  readonly threshold: number;
  readonly violated: boolean;
  /** Values that it rests on. */
  readonly rows: number;
  readonly description: string;
}

/** The part of the configuration that decides, with defaults filled in. */
interface Config {
  readonly evaluate: boolean;
  readonly type: number;
  readonly domain: number;
  readonly compare: boolean;
  readonly numbers: number;
  readonly texts: number;
}

/**
 * Holds a table against constraints, as Model Monitor does. Distances are `linf_simple` whatever method the file names: `Robust` is not
 * published, nor is what `ChiSquared` is held against. `is_non_negative` has no check there, and has none here.
 *
 * @param baseline statistics that the distances are measured from; without them no distance is
 */
export function checkConstraints(constraints: ConstraintsDocument, current: TableStatistics, baseline?: StatisticsDocument): Check[] {
  const whole = configOf(constraints.monitoring_config);
  if (!whole.evaluate) return [];
  const expected = new Set(constraints.features.map(({ name }) => name));
  const then = new Map(baseline?.features.map((feature) => [feature.name, feature]));
  return [
    ...constraints.features.flatMap((feature) => {
      const config = configOf(constraints.monitoring_config, ...overridesOf(feature));
      if (!config.evaluate) return [];
      const column = current.columns.get(feature.name);
      return column === undefined ? [missing(feature.name)] : checkColumn(feature, column, config, then.get(feature.name));
    }),
    ...[...current.columns.keys(), ...current.others].filter((name) => !expected.has(name)).map(extra),
  ];
}

function checkColumn(
  feature: FeatureConstraints,
  column: ColumnStatistics,
  config: Config,
  baseline: FeatureStatistics | undefined,
): Check[] {
  return [
    ...completeness(feature, column),
    dataType(feature, column, config),
    ...domain(feature, column, config),
    ...(baseline === undefined || !config.compare ? [] : drift(feature.name, column, config, baseline)),
  ];
}

function completeness({ name, completeness: least }: FeatureConstraints, column: ColumnStatistics): Check[] {
  if (least === undefined) return [];
  const value = column.completeness;
  return [atLeast(name, 'completeness_check', value, least, column, `Completeness: ${value} of the values are there, expected: ${least}`)];
}

function dataType({ name, inferred_type: type }: FeatureConstraints, column: ColumnStatistics, { type: least }: Config): Check {
  const share = column.shareOf(type);
  const seen = `Expected data type: ${type}, Expected match: ${least * 100}%. Observed: ${share * 100}% of data is ${type}.`;
  return atLeast(name, 'data_type_check', share, least, column, `Data type match: ${seen}`);
}

function domain({ name, string_constraints }: FeatureConstraints, column: ColumnStatistics, { domain: least }: Config): Check[] {
  const domains = string_constraints?.domains;
  if (domains === undefined || column.present === 0) return [];
  const known = new Set(domains);
  const share = column.counts.reduce((sum, [value, count]) => (known.has(value) ? sum + count : sum), 0) / column.present;
  return [atLeast(name, 'categorical_values_check', share, least, column, `Known values: ${share} of the values, expected: ${least}`)];
}

function drift(name: string, column: ColumnStatistics, { numbers, texts }: Config, baseline: FeatureStatistics): Check[] {
  const kll = baseline.numerical_statistics?.distribution?.kll;
  const buckets = baseline.string_statistics?.distribution?.categorical.buckets;
  const found =
    kll !== undefined
      ? { value: distributionDistance(weightedValues(kll.sketch.data), weightedValues(column.sketch.data)), threshold: numbers }
      : buckets !== undefined
        ? { value: categoryDistance(buckets, column), threshold: texts }
        : undefined;
  if (found === undefined || Number.isNaN(found.value)) return [];
  const { value, threshold } = found;
  const violated = value > threshold;
  const description = `Baseline drift distance: ${value} ${violated ? 'exceeds' : 'is within'} threshold: ${threshold} (linf_simple)`;
  return [{ feature: name, check: 'baseline_drift_check', value, threshold, violated, rows: column.present, description }];
}

/** Of the categories that either side names; all the others are one. */
function categoryDistance(buckets: readonly { readonly value: string; readonly count: number }[], column: ColumnStatistics): number {
  if (column.present === 0) return Number.NaN;
  const then = new Map(buckets.map(({ value, count }) => [value, count]));
  const now = new Map(column.counts);
  const names = [...new Set([...then.keys(), ...now.keys()])];
  const counted = [...now.values()].reduce((sum, count) => sum + count, 0);
  return linfSimple(
    [...names.map((name) => then.get(name) ?? 0), 0],
    [...names.map((name) => now.get(name) ?? 0), column.present - counted],
  );
}

function atLeast(
  feature: string,
  check: CheckType,
  value: number,
  threshold: number,
  column: ColumnStatistics,
  description: string,
): Check {
  return { feature, check, value, threshold, violated: value < threshold, rows: column.present, description };
}

function missing(feature: string): Check {
  const description = 'The column is missing in the current dataset';
  return { feature, check: 'missing_column_check', value: 0, threshold: 1, violated: true, rows: 0, description };
}

function extra(feature: string): Check {
  const description = 'The column is not among the baseline constraints';
  return { feature, check: 'extra_column_check', value: 1, threshold: 0, violated: true, rows: 0, description };
}

function overridesOf({
  monitoringConfigOverrides,
  monitoring_config_overrides,
  string_constraints,
}: FeatureConstraints): (MonitoringConfig | undefined)[] {
  return [monitoringConfigOverrides, monitoring_config_overrides, string_constraints?.monitoring_config_overrides];
}

/** The last one that says something wins; what none says is as in files that Model Monitor writes. */
function configOf(...configs: readonly (MonitoringConfig | undefined)[]): Config {
  const said = configs.flatMap((config) => (config === undefined ? [] : [config]));
  const last = <T>(read: (config: MonitoringConfig) => T | undefined): T | undefined =>
    said.map(read).findLast((value) => value !== undefined);
  const distribution = <K extends keyof NonNullable<MonitoringConfig['distribution_constraints']>>(
    key: K,
  ): NonNullable<MonitoringConfig['distribution_constraints']>[K] | undefined => last((config) => config.distribution_constraints?.[key]);
  const numbers = distribution('comparison_threshold') ?? MONITORING_CONFIG.distribution_constraints.comparison_threshold;
  return {
    evaluate: last((config) => config.evaluate_constraints) !== 'Disabled',
    type: last((config) => config.datatype_check_threshold) ?? MONITORING_CONFIG.datatype_check_threshold,
    domain: last((config) => config.domain_content_threshold) ?? MONITORING_CONFIG.domain_content_threshold,
    compare: distribution('perform_comparison') !== 'Disabled' && distribution('enable_comparisons') !== false,
    numbers,
    texts: distribution('categorical_comparison_threshold') ?? numbers,
  };
}
