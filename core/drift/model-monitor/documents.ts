/**
 * The files of SageMaker Model Monitor's data quality job, so that a team's baselines and tools go on working. Amazon SageMaker Developer
 * Guide: "Schema for Statistics", "Schema for Constraints", "Schema for Violations"; what the guide leaves open is as in files that Model
 * Monitor wrote.
 */
export interface StatisticsDocument {
  readonly version: number;
  readonly dataset: { readonly item_count: number };
  readonly features: readonly FeatureStatistics[];
}

export type InferredType = 'Fractional' | 'Integral' | 'String' | 'Unknown';

export interface FeatureStatistics {
  readonly name: string;
  readonly inferred_type: InferredType;
  readonly numerical_statistics?: NumericalStatistics;
  readonly string_statistics?: StringStatistics;
}

interface Common {
  readonly common: { readonly num_present: number; readonly num_missing: number };
}

/** Of a sensitive feature `common` alone is written. */
export interface NumericalStatistics extends Common {
  readonly mean?: number;
  readonly sum?: number;
  /** Of the population. */
  readonly std_dev?: number;
  readonly min?: number;
  readonly max?: number;
  readonly distribution?: { readonly kll: KllDocument };
}

export interface KllDocument {
  /** Ten of equal width from the least value to the greatest: `[lower, upper)`, the last one closed. */
  readonly buckets: readonly { readonly lower_bound: number; readonly upper_bound: number; readonly count: number }[];
  /** Each value of level n stands for 2^n values. */
  readonly sketch: { readonly parameters: { readonly c: number; readonly k: number }; readonly data: readonly (readonly number[])[] };
}

export interface StringStatistics extends Common {
  readonly distinct_count?: number;
  readonly distribution?: { readonly categorical: { readonly buckets: readonly { readonly value: string; readonly count: number }[] } };
}

type Switch = 'Enabled' | 'Disabled';

export interface ConstraintsDocument {
  readonly version: number;
  readonly features: readonly FeatureConstraints[];
  readonly monitoring_config?: MonitoringConfig;
}

export interface FeatureConstraints {
  readonly name: string;
  readonly inferred_type: InferredType;
  /** Least share of values that are there. */
  readonly completeness?: number;
  readonly num_constraints?: { readonly is_non_negative?: boolean };
  readonly string_constraints?: { readonly domains?: readonly string[]; readonly monitoring_config_overrides?: MonitoringConfig };
  /** The schema's spelling; the SDK writes the other one. */
  readonly monitoringConfigOverrides?: MonitoringConfig;
  readonly monitoring_config_overrides?: MonitoringConfig;
}

export interface MonitoringConfig {
  readonly evaluate_constraints?: Switch;
  readonly emit_metrics?: Switch;
  readonly datatype_check_threshold?: number;
  readonly domain_content_threshold?: number;
  readonly distribution_constraints?: {
    readonly perform_comparison?: Switch;
    /** What older files say instead. */
    readonly enable_comparisons?: boolean;
    readonly comparison_threshold?: number;
    readonly comparison_method?: string;
    readonly categorical_comparison_threshold?: number;
    readonly categorical_drift_method?: string;
  };
}

export type CheckType =
  | 'data_type_check'
  | 'completeness_check'
  | 'baseline_drift_check'
  | 'missing_column_check'
  | 'extra_column_check'
  | 'categorical_values_check';

/** Names of the files. */
export const STATISTICS_FILE = 'statistics.json';
export const CONSTRAINTS_FILE = 'constraints.json';
export const VIOLATIONS_FILE = 'constraint_violations.json';

export interface ViolationsDocument {
  readonly violations: readonly {
    readonly feature_name: string;
    readonly constraint_check_type: CheckType;
    readonly description: string;
  }[];
}
