import type { ModelNeeds } from './obstacles.js';

/** Name of the file in a model folder. */
export const MEASURED_FILE = 'measured.json';
/** Raised when a reader of an older version would misunderstand it. */
export const MEASURED_VERSION = 1;

/** What was measured of a model, as its folder keeps it: what the checks at synthesis hold against instances. */
export interface MeasuredFile {
  readonly version: typeof MEASURED_VERSION;
  /** SHA-256 of the file that holds the model: of other bytes it says nothing. */
  readonly file: string;
  /** Where the rows came from with which it was asked. */
  readonly rows: string;
  readonly peakMemoryMiB?: number;
  readonly loadMillis?: number;
  readonly p99Millis?: number;
  readonly slowestMillis?: number;
  readonly bodyBytes?: number;
}

const FIGURES = ['peakMemoryMiB', 'loadMillis', 'p99Millis', 'slowestMillis', 'bodyBytes'] as const;

/** Reads what a model folder, or a template's metadata, says of a measurement; what is no number is left out. */
export function readNeeds(value: unknown): ModelNeeds {
  const record = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return Object.fromEntries(
    FIGURES.flatMap((name) => {
      const figure = record[name];
      return typeof figure === 'number' && Number.isFinite(figure) && figure >= 0 ? [[name, figure] as const] : [];
    }),
  );
}

/** The needs of several models that share an instance: memory and time add up, a body goes through all of them. */
export function together(needs: readonly ModelNeeds[]): ModelNeeds {
  const sum = (of: (each: ModelNeeds) => number | undefined): number | undefined => {
    const known = needs.map(of).filter((each) => each !== undefined);
    return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
  };
  return {
    bytes: sum(({ bytes }) => bytes),
    peakMemoryMiB: sum(({ peakMemoryMiB }) => peakMemoryMiB),
    loadMillis: sum(({ loadMillis }) => loadMillis),
    p99Millis: sum(({ p99Millis }) => p99Millis),
    slowestMillis: sum(({ slowestMillis }) => slowestMillis),
    bodyBytes: needs[0]?.bodyBytes,
  };
}
