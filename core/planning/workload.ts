import type { ModelNeeds } from './obstacles.js';

/** What is promised, and what will be asked of the model. */
export interface Workload {
  /** Time within which an answer is there: real-time, serverless, embedded. */
  readonly latencyMillis?: number | undefined;
  /** Time within which a queued request is done: asynchronous. */
  readonly completedMillis?: number | undefined;
  /** Age that predictions of a batch may have. */
  readonly refreshedMillis?: number | undefined;
  /** Requests a minute: usually, at the busiest, at the quietest. */
  readonly perMinute?: number | undefined;
  readonly peakPerMinute?: number | undefined;
  readonly quietestPerMinute?: number | undefined;
  /** Rows of one run of a batch. */
  readonly rows?: number | undefined;
}

/** The model as it was measured on one machine. */
export interface MeasuredModel extends ModelNeeds {
  /** Service time of each sample row, one at a time. */
  readonly millis: readonly number[];
  readonly loadMillis: number;
  readonly answerBytes?: number | undefined;
}

/** What things cost, by whoever pays: nothing here knows a price. */
export interface Prices {
  readonly currency: string;
  readonly instances: Readonly<Record<string, InstancePrice>>;
  readonly serverless?: ServerlessPrice | undefined;
  readonly athena?: AthenaPrice | undefined;
}

export interface InstancePrice {
  /** An hour of one instance that hosts. */
  readonly hosting?: number | undefined;
  /** An hour of one instance of a transform job. */
  readonly batch?: number | undefined;
  /** An hour of one instance of a training job. */
  readonly training?: number | undefined;
  /** An hour of one instance of a processing job. */
  readonly processing?: number | undefined;
}

export interface AthenaPrice {
  /** A terabyte that queries read. */
  readonly terabyteScanned: number;
}

export interface ServerlessPrice {
  /** A second of one GB of memory while a request is worked on. */
  readonly gbSecond: number;
  /** A GB that goes in or out. */
  readonly gbProcessed?: number | undefined;
}

/** One way to host the model: mode and size, whether it fits, and what it costs. */
export interface Option {
  readonly mode: 'real-time' | 'serverless' | 'async' | 'batch' | 'embedded';
  /** `ml.m5.large`, `2048 MB`. */
  readonly size: string;
  readonly fits: boolean;
  /** Why not. */
  readonly obstacles: readonly { readonly kind: string; readonly text: string }[];
  /** Instances, or concurrent executions of serverless, at the busiest. */
  readonly count?: number;
  /** What ninety-nine of a hundred requests take, or a whole run. */
  readonly expectedMillis?: number;
  /** A month, in the currency of the price file; null where it holds no price. */
  readonly monthly: number | null;
  /** What to know of it. */
  readonly notes: readonly string[];
}
