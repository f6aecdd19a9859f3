import type { Mode } from '../hosting/mode.js';

export type Unit = 'None' | 'Count' | 'Percent' | 'Seconds' | 'Milliseconds' | 'Microseconds' | 'Bytes' | 'Megabytes' | 'Count/Second';

/** Statistics by family, as CloudWatch publishes them for one metric. `Percentiles` stands for pNN and the trimmed family (tm, tc, ts, wm, IQM, PR). */
export type StatisticFamily = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'Percentiles';

/** What a metric holds while nobody calls: zeros, no datapoint, or not known (then both are tried). */
export type Idle = 'zero' | 'missing' | 'unknown';

/** What a value can be at all, over any one datapoint of the given statistics. `perVcpu` and `perGpu` multiply the maximum by the count on the instance. */
export interface ValueRange {
  readonly min: number;
  readonly max?: number;
  readonly per?: 'vcpu' | 'gpu';
}

/** One metric in one hosting mode. */
export interface MetricEntry {
  readonly mode: Mode;
  readonly namespace: string;
  readonly name: string;
  readonly unit: Unit;
  /** The sets of dimension names under which it is really published, sorted. */
  readonly dimensions: readonly (readonly string[])[];
  readonly statistics: readonly StatisticFamily[];
  /** Range of a single value; Average, Minimum, Maximum and percentiles stay inside it, Sum and SampleCount do not. */
  readonly range: ValueRange;
  readonly idle: Idle;
  /** Usual delay until a datapoint can be read, seconds. */
  readonly publishDelaySeconds: number;
  /** Only instances that have it publish it. */
  readonly needs?:
    | 'gpu'
    | 'multi-model'
    | 'inference-components'
    | 'enhanced-metrics'
    | 'streaming'
    | 'provisioned-concurrency'
    | 'capture';
  readonly source: string;
  readonly basis: 'documented' | 'measured';
}
