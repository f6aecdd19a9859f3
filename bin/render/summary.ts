import { createColors } from 'picocolors';
import type { RunSummary } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 160;
/** What stands under a title. */
const INDENT = 1;

/** Statistics that tell most of a time, and of a count; the others are there, and are for dashboards. */
const OF_TIMES = ['SampleCount', 'Average', 'p99'] as const;
const OF_COUNTS = ['Sum', 'Maximum', 'Average'] as const;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

type Part = (summary: RunSummary, canvas: Canvas) => string;

/** The summary as a person reads it in a terminal of any width. */
export function renderSummary(summary: RunSummary, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts: readonly Part[] = [heading, quality, latency, metrics, capture];
  return parts
    .map((part) => part(summary, canvas))
    .filter((part) => part !== '')
    .join('\n\n');
}

const heading: Part = ({ service }, { width, paint }) => {
  const answered = service.variants.map(({ name, calls }) => `${name} answered ${calls}`).join(', ');
  const title = `${paint.bold(service.endpointName)}  ${service.region}  ${paint.dim(service.path)}`;
  return `${title}\n${hanging(answered, width, INDENT)}`;
};

const quality: Part = ({ quality: q }, { width, paint }) => {
  const [negative, positive] = q.classes;
  const table = columns(
    [
      head(paint, '', `>said ${negative}`, `>said ${positive}`),
      row(`is ${negative}`, `>${q.trueNegatives}`, `>${q.falsePositives}`),
      row(`is ${positive}`, `>${q.falseNegatives}`, `>${q.truePositives}`),
    ],
    width,
    INDENT,
  );
  const majority = q.truePositives + q.falseNegatives > q.rows / 2 ? positive : negative;
  const rates = [
    `accuracy ${percent(q.accuracy)} (always '${majority}': ${percent(q.majorityAccuracy)})`,
    `precision ${percent(q.precision)}, recall ${percent(q.recall)}, ROC AUC ${q.rocAuc.toFixed(4)}`,
  ];
  const title = paint.bold(`Predictions beside labels: ${q.rows} rows the model has not seen`);
  return [title, table, ...rates.map((line) => hanging(line, width, INDENT))].join('\n');
};

const latency: Part = ({ latency: rows, promisedMillis }, { width, paint }) => {
  const table = rows.map(({ of, p50, p90, p99, max }) => row(of, ...[p50, p90, p99, max].map((value) => `>${value.toFixed(2)}`)));
  const promise = promisedMillis === undefined ? '' : `, promised ${promisedMillis} ms`;
  return [
    paint.bold(`Latency, measured on this machine${promise}`),
    columns([head(paint, 'ms', '>p50', '>p90', '>p99', '>max'), ...table], width, INDENT),
  ].join('\n');
};

const metrics: Part = ({ metrics: rows }, { width, paint }) => {
  const table = rows.map(({ name, unit, statistics }) => {
    const telling =
      unit === 'None' ? OF_COUNTS.filter((each) => each in statistics).slice(0, 1) : OF_TIMES.filter((each) => each in statistics);
    return row(name, unit, telling.map((statistic) => `${statistic} ${number(statistics[statistic] ?? Number.NaN)}`).join(', '));
  });
  return [
    paint.bold('Metrics as CloudWatch would hold them'),
    columns([head(paint, 'metric', 'unit', 'statistics'), ...table], width, INDENT),
  ].join('\n');
};

const capture: Part = ({ capture: captured }, { width, paint }) => {
  if (captured === undefined) return '';
  const { records, files, object } = captured;
  const title = paint.bold(`Captured: ${records} records in ${files} ${files === 1 ? 'file' : 'files'}`);
  return [title, hanging(object, width, INDENT)].join('\n');
};

/** Cells of one line; a leading `>` puts a text to the right. */
function row(...texts: readonly string[]): Cell[] {
  return texts.map((text) => (text.startsWith('>') ? { text: text.slice(1), align: 'right' } : { text }));
}

function head(paint: Canvas['paint'], ...texts: readonly string[]): Cell[] {
  return row(...texts).map((cell) => ({ ...cell, style: paint.dim }));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}
