import type { BinaryQuality } from '../../core/quality/classification.js';

/** What one run through the declared endpoints showed; rendered for a terminal or written as JSON. */
export interface RunSummary {
  readonly version: 1;
  readonly service: {
    readonly path: string;
    readonly endpointName: string;
    readonly region: string;
    readonly variants: readonly { readonly name: string; readonly weight: number; readonly calls: number }[];
  };
  /** Predictions beside labels. */
  readonly quality: BinaryQuality & { readonly classes: readonly [negative: string, positive: string] };
  /** Milliseconds: what the caller saw, and what CloudWatch would hold as ModelLatency. Measured on this machine. */
  readonly latency: readonly LatencyRow[];
  readonly promisedMillis?: number;
  readonly metrics: readonly MetricRow[];
  readonly capture?: {
    readonly records: number;
    readonly files: number;
    /** The first object, `s3://bucket/prefix/…`. */ readonly object: string;
    readonly example: string;
  };
  readonly alarms: readonly AlarmRow[];
  readonly seconds: number;
}

export interface LatencyRow {
  readonly of: string;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface MetricRow {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  /** Statistic by name. */
  readonly statistics: Readonly<Record<string, number>>;
}

export interface AlarmRow {
  readonly name: string;
  /** What it belongs to: the composite that acts for it, if any. */
  readonly actsThrough: string | null;
  readonly watches: string;
  readonly source: string | null;
}
