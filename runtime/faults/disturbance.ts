import type { RowsDisturbance } from './rows-disturbance.js';
import type { RunsDisturbance } from './runs-disturbance.js';

/** What is different while a fault lasts. Several at once are applied one after the other. */
export interface Disturbance {
  /** Requests × this. */
  readonly traffic?: number;
  /** A failed request is sent again at once, up to so many times. */
  readonly retries?: number;
  /** Of a share of the requests: service time × `factor`, or `millis` instead. */
  readonly serviceTime?: { readonly share: number } & ({ readonly factor: number } | { readonly millis: number });
  /** The model answers a share of the requests with a failure. */
  readonly failing?: { readonly share: number; readonly status: number };
  /** A share of the answers is wrong, with a status of 200: no metric shows it. */
  readonly wrongAnswers?: { readonly share: number };
  /** A share of the requests brings rows of another shape; how the model answers them was asked of it. */
  readonly changedRows?: { readonly share: number };
  /** Requests have bodies of this many bytes; too large ones are refused before they reach the model. */
  readonly bodyBytes?: number;
  /** SageMaker refuses a share of the requests before they reach the model. */
  readonly refusedInFront?: number;
  /** Memory that grows, percent of the instance's a minute. */
  readonly memoryPercentPerMinute?: number;
  /** Files that fill the volume, percent of it a minute. */
  readonly diskPercentPerMinute?: number;
  /** New instances do not come, or come so many minutes later. */
  readonly newInstances?: { readonly lateMinutes: number } | 'none';
  /** Instances that are lost when the fault begins. */
  readonly instancesLost?: number;
  /** New instances load for so many times as long as SageMaker waits for them. */
  readonly loading?: { readonly times: number };
  /** What is different in the rows, in what the model makes of them, or in who reads them. */
  readonly rows?: RowsDisturbance;
  /** What is different about runs: their input, their job, or what starts them. */
  readonly runs?: RunsDisturbance;
  /** What is published arrives so much later, and of some minutes not at all. */
  readonly publishing?: { readonly lateMinutes: number; readonly lostMinutes: number };
}

/** A disturbance that lasts from one minute of a run until before another. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly disturbance: Disturbance;
}
