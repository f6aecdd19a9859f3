import { createColors } from 'picocolors';
import { plural, type Estimate, type ModelCardResult, type ModelEvaluation } from '../../runtime/index.js';
import { columns, hanging, painted, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

/** Where things are, for people. */
export interface CardFiles {
  readonly model: string;
  readonly data: string;
  readonly output: string;
  readonly proposed: string | undefined;
}

const NARROWEST = 60;
const WIDEST = 120;
const SLICES_SHOWN = 8;
const SKIPPED_SHOWN = 3;
const FAULTS_SHOWN = 5;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** What labelled rows showed of a model, for a terminal. */
export function renderCard(result: ModelCardResult, files: CardFiles, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts = [
    heading(result, files, canvas),
    metrics(result, canvas),
    confusion(result.evaluation, canvas),
    calibration(result.evaluation, canvas),
    slices(result.evaluation, canvas),
    faults(result, files, canvas),
    hanging(`written to ${files.output}`, canvas.width, 0),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading(
  { evaluation, unseen, inTraining, repeated, skipped }: ModelCardResult,
  { model, data }: CardFiles,
  { width, paint }: Canvas,
): string {
  const notes = [
    unseen
      ? ''
      : 'nobody said whether the model has seen these rows: --training FILE checks it, --unseen is your word; until then no gate takes them',
    inTraining === 0 ? '' : `${plural(inTraining, 'row')} of the data stood among the training rows too and did not count`,
    repeated === 0 ? '' : `${plural(repeated, 'row')} like another one`,
    ...skipped.slice(0, SKIPPED_SHOWN).map(({ row, reason }) => `row ${row} was skipped: ${reason}`),
    skipped.length > SKIPPED_SHOWN ? `and ${plural(skipped.length - SKIPPED_SHOWN, 'more row')} skipped` : '',
  ].filter((note) => note !== '');
  return [
    painted(hanging(`${model} on ${evaluation.rows} rows of ${data}`, width, 0), [model, paint.bold]),
    ...notes.map((note) => paint.yellow(hanging(note, width, 1))),
  ].join('\n');
}

function metrics({ evaluation, current }: ModelCardResult, { width, paint }: Canvas): string {
  const head = ['metric', 'value', '95 % interval', ...(current === undefined ? [] : ['current model'])];
  const rows = [...evaluation.metrics].map(([name, estimate]): Cell[] => [
    { text: name },
    { text: number(estimate.value), align: 'right' },
    { text: interval(estimate) },
    ...(current === undefined ? [] : [{ text: number(current.metrics.get(name)?.value ?? Number.NaN), align: 'right' as const }]),
  ]);
  const { rule } = evaluation;
  return [
    columns([head.map((text): Cell => ({ text, style: paint.dim })), ...rows], width, 1),
    hanging(`to beat: ${rule.name}, ${rule.metric} ${number(rule.value)}`, width, 1),
  ].join('\n');
}

function confusion({ confusion: matrix }: ModelEvaluation, { width, paint }: Canvas): string {
  if (matrix === undefined || matrix.classes.length > 10) return '';
  const head: Cell[] = [{ text: '' }, ...matrix.classes.map((name): Cell => ({ text: `said ${name}`, style: paint.dim, align: 'right' }))];
  const rows = matrix.counts.map((counts, index): Cell[] => [
    { text: `is ${matrix.classes[index] ?? ''}` },
    ...counts.map((count): Cell => ({ text: String(count), align: 'right' })),
  ]);
  return columns([head, ...rows], width, 1);
}

function calibration({ calibration: found }: ModelEvaluation, { width, paint }: Canvas): string {
  if (found === undefined) return '';
  const head: Cell[] = ['said', 'happened', 'rows'].map((text) => ({ text, style: paint.dim, align: 'right' }));
  const rows = found.bins.map(({ said, happened, rows: count }) =>
    [percent(said), percent(happened), String(count)].map((text): Cell => ({ text, align: 'right' })),
  );
  const title = hanging(`Probabilities: ${percent(found.error)} off on average (expected calibration error)`, width, 0);
  return [title, columns([head, ...rows], width, 1)].join('\n');
}

function slices({ slices: all }: ModelEvaluation, { width, paint }: Canvas): string {
  if (all.length === 0) return '';
  const head: Cell[] = ['worst slices', 'rows', 'metric', 'value', '95 % interval'].map((text) => ({ text, style: paint.dim }));
  const rows = all
    .slice(0, SLICES_SHOWN)
    .map(({ feature, value, rows: count, metric, estimate }): Cell[] => [
      { text: `${feature} = ${value}` },
      { text: String(count), align: 'right' },
      { text: metric },
      { text: number(estimate.value), align: 'right' },
      { text: interval(estimate) },
    ]);
  return columns([head, ...rows], width, 1);
}

function faults({ proposals, noProposals }: ModelCardResult, { proposed }: CardFiles, { width }: Canvas): string {
  if (noProposals !== undefined) return hanging(`No known faults are proposed: ${noProposals}.`, width, 0);
  if (proposals.length === 0) return 'The model gets none of these rows wrong.';
  const lines = proposals
    .slice(0, FAULTS_SHOWN)
    .map(({ expected, given, sureness }) => hanging(`said ${given} (${number(sureness)}), is ${expected}`, width, 1));
  const where =
    proposed === undefined
      ? 'A model folder would keep them as samples/known-faults.jsonl.'
      : `All ${proposals.length} are in ${proposed}: say why in "because", and keep them in known-faults.jsonl.`;
  return ['Most surely wrong:', ...lines, hanging(where, width, 1, 0)].join('\n');
}

function interval({ lower, upper }: Estimate): string {
  return `${number(lower)} to ${number(upper)}`;
}

function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '';
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}
