import { SlipwayError } from '../../errors/index.js';

/** Where records or results lie. */
export interface S3Place {
  readonly bucket: string;
  /** Key, or prefix that ends in a slash or is empty. */
  readonly key: string;
}

/** What a monitor has to know; its construct writes it into the environment of the function. */
export interface MonitorSettings {
  /** Value of the metrics' dimension. */
  readonly deployment: string;
  /** Absent where rows lie in S3 and no endpoint wrote them. */
  readonly endpoint?: { readonly name: string; readonly variant: string };
  readonly records: S3Place;
  /** Share of the requests that capture keeps, 0 to 1. */
  readonly sampling: number;
  readonly results: S3Place;
  /** The monitor's document: baseline, golden rows, digests. */
  readonly document: S3Place;
  /** Length of a window of the integrity reading. */
  readonly integrityMillis: number;
  /** Days of rows that one verdict rests on: 1, or 7 where a day has too few. */
  readonly days: 1 | 7;
  /** Features that have a metric each. */
  readonly featureMetrics: readonly string[];
}

/** Names of the environment variables. */
export const MONITOR_VARIABLES = Object.freeze({
  deployment: 'SLIPWAY_DEPLOYMENT',
  endpoint: 'SLIPWAY_ENDPOINT',
  variant: 'SLIPWAY_VARIANT',
  records: 'SLIPWAY_RECORDS',
  sampling: 'SLIPWAY_SAMPLING_PERCENT',
  results: 'SLIPWAY_RESULTS',
  document: 'SLIPWAY_DOCUMENT',
  integrityMinutes: 'SLIPWAY_INTEGRITY_MINUTES',
  days: 'SLIPWAY_DISTRIBUTION_DAYS',
  featureMetrics: 'SLIPWAY_FEATURE_METRICS',
});

/** Folders below the results' prefix: what a retention rule lets expire, and the healthy days, which stay. */
export const RESULT_FOLDERS = Object.freeze({ results: 'results/', healthy: 'healthy/' });

const MINUTE_MILLIS = 60_000;
const LONGEST_INTEGRITY_MINUTES = 60;

/** Reads the environment; everything that is wrong is said at once. */
export function monitorSettings(environment: Readonly<Record<string, string | undefined>>): MonitorSettings {
  const problems: string[] = [];
  const text = (name: keyof typeof MONITOR_VARIABLES): string => {
    const value = environment[MONITOR_VARIABLES[name]];
    if (value === undefined || value === '') problems.push(`${MONITOR_VARIABLES[name]} is not set`);
    return value ?? '';
  };
  const place = (name: 'records' | 'results' | 'document'): S3Place => {
    const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(text(name));
    if (match === null)
      problems.push(`${MONITOR_VARIABLES[name]} is '${environment[MONITOR_VARIABLES[name]] ?? ''}'; give s3://bucket/key`);
    const key = match?.[2] ?? '';
    return { bucket: match?.[1] ?? '', key: name === 'document' || key === '' || key.endsWith('/') ? key : `${key}/` };
  };
  const number = (name: keyof typeof MONITOR_VARIABLES, fits: (value: number) => boolean, accepted: string): number => {
    const value = Number(text(name));
    if (!fits(value)) problems.push(`${MONITOR_VARIABLES[name]} is '${environment[MONITOR_VARIABLES[name]] ?? ''}'; give ${accepted}`);
    return value;
  };
  const endpoint = environment[MONITOR_VARIABLES.endpoint];
  const settings: MonitorSettings = {
    deployment: text('deployment'),
    ...(endpoint === undefined || endpoint === '' ? {} : { endpoint: { name: endpoint, variant: text('variant') } }),
    records: place('records'),
    sampling: number('sampling', (value) => value >= 0 && value <= 100, '0 to 100') / 100,
    results: place('results'),
    document: place('document'),
    integrityMillis:
      number(
        'integrityMinutes',
        (value) => value >= 5 && value <= LONGEST_INTEGRITY_MINUTES && LONGEST_INTEGRITY_MINUTES % value === 0,
        'a part of an hour, from 5 to 60 minutes',
      ) * MINUTE_MILLIS,
    days: number('days', (value) => value === 1 || value === 7, '1 or 7') === 7 ? 7 : 1,
    featureMetrics: (environment[MONITOR_VARIABLES.featureMetrics] ?? '').split(',').filter((name) => name !== ''),
  };
  if (problems.length > 0) throw new SlipwayError('monitor-settings', problems.join('; '));
  return settings;
}
