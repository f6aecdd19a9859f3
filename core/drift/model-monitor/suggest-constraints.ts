import type { ColumnStatistics } from './column-statistics.js';
import type { ConstraintsDocument, FeatureConstraints, MonitoringConfig } from './documents.js';
import type { CountedColumns, TableStatistics } from './table-statistics.js';

/** What files hold that Model Monitor wrote, but for the method: `Robust` is not published, and `Simple` is what is compared. */
export const MONITORING_CONFIG = {
  evaluate_constraints: 'Enabled',
  emit_metrics: 'Enabled',
  datatype_check_threshold: 1,
  domain_content_threshold: 1,
  distribution_constraints: {
    perform_comparison: 'Enabled',
    comparison_threshold: 0.1,
    comparison_method: 'Simple',
    categorical_comparison_threshold: 0.1,
    categorical_drift_method: 'LInfinity',
  },
} as const satisfies MonitoringConfig;

/** Names that are a domain; more are no closed list. The guide says "small cardinality" and no number: this one is ours. */
const MOST_DOMAIN = 100;

/** The constraints that a baseline itself keeps. */
export function suggestConstraints(statistics: TableStatistics, { sensitive = [] }: CountedColumns = {}): ConstraintsDocument {
  const features = [...statistics.columns.values()].map((column) => suggest(column, sensitive.includes(column.name)));
  return { version: 0, features, monitoring_config: MONITORING_CONFIG };
}

function suggest(column: ColumnStatistics, sensitive: boolean): FeatureConstraints {
  const { name, type, completeness, nonNegative, counts } = column;
  const head = { name, inferred_type: type, completeness };
  if (type === 'Integral' || type === 'Fractional') return { ...head, num_constraints: { is_non_negative: nonNegative } };
  if (type !== 'String' || sensitive || counts.length > MOST_DOMAIN) return head;
  return { ...head, string_constraints: { domains: counts.map(([value]) => value) } };
}
