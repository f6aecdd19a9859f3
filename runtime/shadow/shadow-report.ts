import type { Agreement } from '../../core/quality/agreement.js';

/** A candidate held beside the current model, on the same rows. */
export interface ShadowReport {
  readonly version: 1;
  readonly current: string;
  readonly candidate: string;
  /** What is declared and broken: empty where the candidate may stand beside the current model. */
  readonly broken: readonly string[];
  /** Null where the candidate does not load, for its own golden rows. */
  readonly compared: ShadowComparison | null;
}

export interface ShadowComparison {
  /** Where the rows came from. */
  readonly from: string;
  readonly requests: number;
  readonly agreement: Agreement;
  /** Rows on which they differ most, features that are marked sensitive left out. */
  readonly differing: readonly DifferingRow[];
  /** Requests that the current model answered and the candidate did not, by status. */
  readonly refused: readonly { readonly status: number; readonly count: number }[];
  readonly models: { readonly current: ModelFigures; readonly candidate: ModelFigures };
  readonly knownFaults: KnownFaults | null;
  /** Rows with declared answers that the candidate was held to, and what it answers otherwise. */
  readonly golden: { readonly rows: number; readonly differences: readonly string[] } | null;
  /** Promised latency; null where none is. */
  readonly promisedMillis: number | null;
}

export interface DifferingRow {
  readonly row: number;
  readonly current: { readonly label?: string; readonly score?: number };
  readonly candidate: { readonly label?: string; readonly score?: number };
  /** Those of the greatest importance first, zeros and missing values last; null where nobody knows which are sensitive. */
  readonly features: Readonly<Record<string, number | string | boolean | null>> | null;
  /** How many were left out as sensitive. */
  readonly hidden: number;
}

/** Measured on this machine, one request at a time, each row to both in turn. */
export interface ModelFigures {
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly loadMillis: number;
  readonly peakMemoryMiB: number | null;
}

/** Rows that the current model is known to get wrong. */
export interface KnownFaults {
  readonly rows: number;
  /** The candidate answers what is expected. */
  readonly mended: number;
  /** It answers what the current model did. */
  readonly same: number;
  /** It answers something else that is wrong, or nothing. */
  readonly otherwise: number;
  /** Rows on which the file's own word of the current model does not hold: it is out of date. */
  readonly stale: number;
}
