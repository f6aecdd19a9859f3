import { createColors } from 'picocolors';
import type { RunSummary } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 160;
/** What stands under a title. */
const INDENT = 1;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

type Part = (summary: RunSummary, canvas: Canvas) => string;

/** The summary as a person reads it in a terminal of any width. */
export function renderSummary(summary: RunSummary, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts: readonly Part[] = [heading, quality, latency, metrics, capture, alarms, ending];
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
    const values = Object.entries(statistics).map(([statistic, value]) => `${statistic} ${number(value)}`);
    return row(name, unit, values.join(', '));
  });
  return [
    paint.bold('Metrics as CloudWatch would hold them'),
    columns([head(paint, 'metric', 'unit', 'statistics'), ...table], width, INDENT),
  ].join('\n');
};

const capture: Part = ({ capture: captured }, { width, paint }) => {
  if (captured === undefined) return '';
  const { records, files, object, example } = captured;
  const shown = example.length > width - INDENT ? `${example.slice(0, width - INDENT - 3)}...` : example;
  return [
    paint.bold(`Captured: ${records} records in ${files} ${files === 1 ? 'file' : 'files'}`),
    hanging(object, width, INDENT),
    paint.dim(' '.repeat(INDENT) + shown),
  ].join('\n');
};

/** By who acts for them, since that is what decides whether somebody wakes up. */
const alarms: Part = ({ alarms: rows }, { width, paint }) => {
  const acting = new Set(rows.map(({ actsThrough }) => actsThrough));
  const actors = [...acting].filter((actor) => actor !== null);
  const groups = [...actors, null].flatMap((actor) => {
    const members = rows.filter(({ name, actsThrough }) => actsThrough === actor && !acting.has(name));
    const table = members.map(({ name, watches }) => row(name, watches));
    const title = actor === null ? 'each by itself' : `${actor} acts for`;
    return members.length === 0 ? [] : [' '.repeat(INDENT) + paint.dim(title), columns(table, width, INDENT + 2)];
  });
  return [paint.bold(`Alarms that the template declares: ${rows.length}`), ...groups].join('\n');
};

const ending: Part = ({ seconds }, { width, paint }) => {
  const text = `done in ${seconds.toFixed(1)} s. npx slipway serve keeps the endpoint open; npm test checks everything.`;
  return hanging(text, width, 0, 0).replace('done', () => paint.green('done'));
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
