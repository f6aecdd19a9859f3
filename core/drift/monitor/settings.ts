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
  /** What counts the rows of a day; absent where the monitor's own function adds up the windows that it has read. */
  readonly engine?: EngineKind;
  /** Absent where nobody declared where labels come from. */
  readonly quality?: QualitySettings;
}

/** What else can count the rows of a day: a statement in Athena, or a job of SageMaker Processing that runs our own code, or Spark. */
export const ENGINE_KINDS = ['athena', 'processing', 'spark'] as const;
export type EngineKind = (typeof ENGINE_KINDS)[number];

/** Where labels come from, when, and what they have to show. */
export interface QualitySettings {
  readonly labels: S3Place;
  /** How long after an answer its label is due. */
  readonly labelDelayMillis: number;
  /** Share of the answers that get a label, above 0 and at most 1. */
  readonly labelledShare: number;
  /** Least value by metric. */
  readonly atLeast: Readonly<Record<string, number>>;
  readonly segments: readonly string[];
  readonly groups: readonly string[];
}

/** The same as the construct writes it: whole hours, and the place as an address. */
export interface QualityDeclaration extends Pick<QualitySettings, 'labelledShare' | 'atLeast' | 'segments' | 'groups'> {
  readonly delayHours: number;
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
  engine: 'SLIPWAY_ENGINE',
  labels: 'SLIPWAY_LABELS',
  quality: 'SLIPWAY_QUALITY',
});

/** The same of a job that counts a day. */
export const JOB_VARIABLES = Object.freeze({
  /** ISO 8601; rows from then on, and before the other. */
  from: 'SLIPWAY_FROM',
  to: 'SLIPWAY_TO',
  /** Where the table lies, and the column by which a row tells its day; for Spark, which finds the rows of the day itself. */
  table: 'SLIPWAY_TABLE',
  format: 'SLIPWAY_TABLE_FORMAT',
  dayColumn: 'SLIPWAY_DAY_COLUMN',
});

/** Folders below the results' prefix: what a retention rule lets expire, and the healthy days, which stay. */
export const RESULT_FOLDERS = Object.freeze({ results: 'results/', healthy: 'healthy/' });

const MINUTE_MILLIS = 60_000;
const HOUR_MILLIS = 60 * MINUTE_MILLIS;
const LONGEST_INTEGRITY_MINUTES = 60;

/** Reads the environment; everything that is wrong is said at once. */
export function monitorSettings(environment: Readonly<Record<string, string | undefined>>): MonitorSettings {
  const problems: string[] = [];
  const text = (name: keyof typeof MONITOR_VARIABLES): string => {
    const value = environment[MONITOR_VARIABLES[name]];
    if (value === undefined || value === '') problems.push(`${MONITOR_VARIABLES[name]} is not set`);
    return value ?? '';
  };
  const place = (name: 'records' | 'results' | 'document' | 'labels'): S3Place => {
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
  const engine = environment[MONITOR_VARIABLES.engine];
  const counts = ENGINE_KINDS.find((kind) => kind === engine);
  if (engine !== undefined && counts === undefined)
    problems.push(`${MONITOR_VARIABLES.engine} is '${engine}'; give one of ${ENGINE_KINDS.join(', ')}, or nothing`);
  const declared = environment[MONITOR_VARIABLES.quality];
  const quality = declared === undefined || declared === '' ? undefined : qualityOf(declared, place('labels'), problems);
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
    ...(counts === undefined ? {} : { engine: counts }),
    ...(quality === undefined ? {} : { quality }),
  };
  if (problems.length > 0) throw new SlipwayError('monitor-settings', problems.join('; '));
  return settings;
}

function qualityOf(text: string, labels: S3Place, problems: string[]): QualitySettings | undefined {
  try {
    const { delayHours, ...rest } = JSON.parse(text) as QualityDeclaration;
    return { labels, labelDelayMillis: delayHours * HOUR_MILLIS, ...rest };
  } catch {
    problems.push(`${MONITOR_VARIABLES.quality} is no JSON; deploy the stack again`);
    return undefined;
  }
}
