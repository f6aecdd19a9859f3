import { readFileSync } from 'node:fs';
import type { RecordedValue } from '../../core/alarms/index.js';
import { csvRows } from '../../core/codec/csv-rows.js';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import { parseStatistic } from '../../core/metrics/index.js';

export const COLUMNS = ['time', 'namespace', 'metric', 'dimensions', 'unit', 'statistic', 'period', 'value'] as const;
type Column = (typeof COLUMNS)[number];
const NEEDED: readonly Column[] = ['time', 'namespace', 'metric', 'value'];
const DEFAULT_PERIOD_SECONDS = 60;
const PROBLEMS_SHOWN = 10;
/** Whole numbers below it are seconds since 1970, others milliseconds: in 5138 the two meet. */
const LARGEST_SECONDS = 1e11;
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Past metrics in a CSV file with a header: one value a line, of a period that begins at `time`, or one sample where `statistic` is empty. `dimensions`
 * is written `EndpointName=spam;VariantName=AllTraffic`. Columns in any order; unit, statistic, period (seconds, default 60) and dimensions may be absent.
 */
export function readMetricsCsv(file: string): RecordedValue[] {
  const parsed = csvRows(textOf(file));
  if (!parsed.ok) throw new SlipwayError('past-metrics', `${file}, line ${parsed.row + 1}: ${parsed.message}`);
  const [header = [], ...rows] = parsed.rows;
  const missing = NEEDED.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new SlipwayError(
      'past-metrics',
      `${file} has no column ${missing.join(', ')}; its first line names the columns ${COLUMNS.join(',')}`,
    );
  const places = Object.fromEntries(COLUMNS.map((column) => [column, header.indexOf(column)])) as Record<Column, number>;
  const values: RecordedValue[] = [];
  const problems: string[] = [];
  rows.forEach((cells, index) => {
    if (cells.length === 1 && cells[0] === '') return;
    const value = valueOf((column) => cells[places[column]]?.trim() ?? '');
    if (typeof value !== 'string') values.push(value);
    else if (problems.length < PROBLEMS_SHOWN) problems.push(`${file}, line ${index + 2}: ${value}`);
  });
  throwProblems('past-metrics', problems);
  if (values.length === 0) throw new SlipwayError('past-metrics', `${file} holds no values; give lines below ${header.join(',')}`);
  return values;
}

/** The same values as a file that can be read again. */
export function metricsCsv(values: readonly RecordedValue[]): string {
  const lines = values.map(({ at, metric, unit = '', statistic = '', periodSeconds, value }) =>
    [new Date(at).toISOString(), metric.namespace, metric.name, dimensionsText(metric.dimensions), unit, statistic, periodSeconds, value]
      .map((cell) => quoted(String(cell)))
      .join(','),
  );
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SlipwayError('past-metrics', `${file} cannot be read; give a CSV file of past metrics`, {}, { cause });
  }
}

/** A value, or what is wrong with its line. */
function valueOf(cell: (column: Column) => string): RecordedValue | string {
  const at = timeOf(cell('time'));
  if (at === undefined) return `'${cell('time')}' is no time; write it as 2026-11-25T18:04:00Z, with its zone`;
  const value = cell('value') === '' ? Number.NaN : Number(cell('value'));
  if (!Number.isFinite(value)) return `'${cell('value')}' is no number`;
  const periodSeconds = cell('period') === '' ? DEFAULT_PERIOD_SECONDS : Number(cell('period'));
  if (!Number.isInteger(periodSeconds) || periodSeconds < 60 || periodSeconds % 60 !== 0)
    return `a period of '${cell('period')}' is not accepted; give a multiple of 60 seconds`;
  const statistic = cell('statistic') === '' ? undefined : cell('statistic');
  if (statistic !== undefined && parseStatistic(statistic) === undefined)
    return `'${statistic}' is no statistic of CloudWatch; give SampleCount, Average, Sum, Minimum, Maximum, one like p99, or nothing for a single sample`;
  if (cell('namespace') === '' || cell('metric') === '') return 'namespace and metric are needed';
  const dimensions = dimensionsOf(cell('dimensions'));
  if (dimensions === undefined)
    return `dimensions '${cell('dimensions')}' cannot be read; write them as EndpointName=spam;VariantName=AllTraffic`;
  const unit = cell('unit') === '' ? {} : { unit: cell('unit') };
  return { metric: { namespace: cell('namespace'), name: cell('metric'), dimensions }, ...unit, statistic, at, periodSeconds, value };
}

function timeOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) < LARGEST_SECONDS ? Number(text) * 1000 : Number(text);
  const millis = ZONED.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis;
}

function dimensionsOf(text: string): Record<string, string> | undefined {
  const pairs = text.split(';').filter((pair) => pair.trim() !== '');
  if (pairs.some((pair) => pair.indexOf('=') < 1)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()]));
}

function dimensionsText(dimensions: Readonly<Record<string, string>>): string {
  return Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .join(';');
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
