import Table from 'cli-table3';
import colors from 'picocolors';
import type { RunSummary } from '../../runtime/index.js';
import { COMPACT } from './compact.js';

/** The summary as a person reads it in a terminal. */
export function renderSummary(summary: RunSummary): string {
  return [heading(summary), quality(summary), latency(summary), metrics(summary), capture(summary), alarms(summary), ending(summary)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function heading({ service }: RunSummary): string {
  const variants = service.variants.map(({ name, calls }) => `${name} answered ${calls}`).join(', ');
  return `${colors.bold(service.endpointName)}  ${service.region}  ${colors.dim(service.path)}\n ${variants}`;
}

function quality({ quality: q }: RunSummary): string {
  const [negative, positive] = q.classes;
  const table = new Table({ ...COMPACT, head: ['', `said ${negative}`, `said ${positive}`], colAligns: ['left', 'right', 'right'] });
  table.push([`is ${negative}`, q.trueNegatives, q.falsePositives], [`is ${positive}`, q.falseNegatives, q.truePositives]);
  const majority = q.truePositives + q.falseNegatives > q.rows / 2 ? positive : negative;
  const rates = `accuracy ${percent(q.accuracy)} (always '${majority}': ${percent(q.majorityAccuracy)})   precision ${percent(q.precision)}   recall ${percent(q.recall)}   ROC AUC ${q.rocAuc.toFixed(4)}`;
  return `${title(`Predictions beside labels: ${q.rows} rows the model has not seen`)}\n${table.toString()}\n ${rates}`;
}

function latency({ latency: rows, promisedMillis }: RunSummary): string {
  const table = new Table({
    ...COMPACT,
    head: ['ms', 'p50', 'p90', 'p99', 'max'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
  });
  for (const { of, p50, p90, p99, max } of rows) table.push([of, ...[p50, p90, p99, max].map((value) => value.toFixed(2))]);
  const promise = promisedMillis === undefined ? '' : `, promised ${promisedMillis} ms`;
  return `${title(`Latency, measured on this machine${promise}`)}\n${table.toString()}`;
}

function metrics({ metrics: rows }: RunSummary): string {
  const table = new Table({ ...COMPACT, head: ['metric', 'unit', 'statistics'] });
  for (const { name, unit, statistics } of rows) {
    table.push([
      name,
      unit,
      Object.entries(statistics)
        .map(([statistic, value]) => `${statistic} ${number(value)}`)
        .join('  '),
    ]);
  }
  return `${title('Metrics as CloudWatch would hold them')}\n${table.toString()}`;
}

function capture({ capture: captured }: RunSummary): string {
  if (captured === undefined) return '';
  const { records, files, object, example } = captured;
  const head = title(`Captured: ${records} records in ${files} ${files === 1 ? 'file' : 'files'}`);
  return `${head}\n ${object}\n ${colors.dim(example.length > 160 ? `${example.slice(0, 157)}...` : example)}`;
}

function alarms({ alarms: rows }: RunSummary): string {
  const table = new Table({ ...COMPACT, head: ['alarm', 'goes off when', 'acts through'] });
  for (const { name, watches, actsThrough } of rows) table.push([name, watches, actsThrough ?? 'itself']);
  return `${title(`Alarms that the template declares: ${rows.length}`)}\n${table.toString()}`;
}

function ending({ seconds }: RunSummary): string {
  return `${colors.green('done')} in ${seconds.toFixed(1)} s. ${colors.dim('npx slipway serve keeps the endpoint open; npm test checks everything.')}`;
}

function title(text: string): string {
  return colors.bold(text);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}
