import { createColors } from 'picocolors';
import { plural, type ModelPlan, type PlannedOption } from '../../runtime/index.js';
import { columns, hanging, painted, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
/** Sizes of a mode that are shown where many fit, and reasons where many do not. */
const FITTING_SHOWN = 4;
const REASONS_SHOWN = 2;
const TITLES: readonly [PlannedOption['mode'], string][] = [
  ['embedded', 'Embedded in the application'],
  ['real-time', 'Real-time'],
  ['serverless', 'Serverless'],
  ['async', 'Asynchronous'],
  ['batch', 'Batch'],
];

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** Where things are, for people. */
export interface PlanFiles {
  readonly model: string;
  readonly saved: string | undefined;
  readonly prices: string | undefined;
}

/** Modes and sizes for a promise, for a terminal. */
export function renderPlan(plan: ModelPlan, files: PlanFiles, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const parts = [
    heading(plan, files, canvas),
    ...TITLES.map(([mode, title]) => modePart(plan, files, mode, title, canvas)),
    basis(plan, files, canvas),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading({ model, options }: ModelPlan, files: PlanFiles, { width, paint }: Canvas): string {
  const fitting = options.filter(({ fits }) => fits).length;
  const verdict = fitting === 0 ? 'nothing fits' : `${fitting} of ${plural(options.length, 'choice')} fit`;
  const { peakMemoryMiB, loadMillis, failed, rows } = model;
  const sorted = [...model.millis].sort((a, b) => a - b);
  const at = (share: number): string => millis(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return [
    painted(hanging(`${files.model}: ${verdict}`, width, 0), [verdict, fitting === 0 ? paint.red : paint.green], [files.model, paint.bold]),
    hanging(
      `measured here: p50 ${at(0.5)}, p99 ${at(0.99)}, loads in ${millis(loadMillis)}${peakMemoryMiB === undefined ? '' : `, ${peakMemoryMiB} MiB at its peak`}; rows: ${rows}`,
      width,
      1,
    ),
    ...(failed > 0
      ? [paint.yellow(hanging(`${Math.round(failed * 100)} % of the rows were refused or failed: give --samples that it takes`, width, 1))]
      : []),
  ].join('\n');
}

function modePart(plan: ModelPlan, { prices }: PlanFiles, mode: PlannedOption['mode'], title: string, canvas: Canvas): string {
  const { width, paint } = canvas;
  const missing = plan.unplanned.find((each) => each.mode === mode);
  if (missing !== undefined) return `${paint.bold(title)}\n${paint.dim(hanging(`not looked at: ${missing.because}`, width, 1))}`;
  const all = plan.options.filter((option) => option.mode === mode);
  const fitting = all.filter(({ fits }) => fits);
  const shown = fitting.slice(0, FITTING_SHOWN);
  const rest = fitting.length - shown.length;
  return [
    paint.bold(title),
    ...(shown.length === 0 ? [] : [columns([head(mode, plan, paint), ...shown.map((option) => row(option, plan, prices))], width, 1)]),
    ...(rest > 0 ? [paint.dim(hanging(`and ${plural(rest, 'more size')} that ${rest === 1 ? 'fits' : 'fit'}`, width, 1))] : []),
    ...notesOf(shown).map((note) => paint.dim(hanging(note, width, 1))),
    ...reasonsOf(all, canvas),
  ].join('\n');
}

function head(mode: PlannedOption['mode'], { currency }: ModelPlan, paint: Canvas['paint']): Cell[] {
  const count = mode === 'serverless' ? 'at once' : mode === 'embedded' ? '' : 'instances';
  const time = mode === 'batch' ? 'a run' : '99 of 100 within';
  return ['size', count, time, currency === null ? '' : `${currency} a month`].map((text): Cell => ({ text, style: paint.dim }));
}

function row({ size, count, expectedMillis, monthly, mode }: PlannedOption, { currency }: ModelPlan, prices: string | undefined): Cell[] {
  const cost =
    currency === null || mode === 'embedded' ? '' : monthly === null ? `no price in ${prices ?? 'the prices'}` : monthly.toFixed(2);
  return [
    { text: size },
    { text: count === undefined ? '' : String(count), align: 'right' },
    { text: expectedMillis === undefined ? '' : millis(expectedMillis), align: 'right' },
    { text: cost, align: 'right' },
  ];
}

function notesOf(shown: readonly PlannedOption[]): string[] {
  return [...new Set(shown.flatMap(({ notes }) => notes))];
}

/** Why others do not fit: the kinds, each with one example. */
function reasonsOf(all: readonly PlannedOption[], { width, paint }: Canvas): string[] {
  const unfit = all.filter(({ fits }) => !fits);
  const kinds = new Map<string, { count: number; text: string }>();
  for (const { obstacles } of unfit) {
    for (const { kind, text } of obstacles) {
      const known = kinds.get(kind);
      kinds.set(kind, { count: (known?.count ?? 0) + 1, text: known?.text ?? text });
    }
  }
  const said = [...kinds.values()].sort((a, b) => b.count - a.count).slice(0, REASONS_SHOWN);
  return said.map(({ count, text }) =>
    paint.yellow(
      hanging(unfit.length === 1 ? `does not fit: ${text}` : `${count} of ${all.length} do not fit, for example: ${text}`, width, 1),
    ),
  );
}

function basis({ currency }: ModelPlan, { saved, prices }: PlanFiles, { width, paint }: Canvas): string {
  const lines = [
    'Service times are those of this machine, times the factor of a type where one is stated; measure on the instance before you rely on them. Instances are busy for 70 % of their time at most, queues as they form between independent callers: assumed.',
    currency === null ? 'No costs: give --prices FILE with what you pay.' : `Costs by ${prices ?? 'the prices'}, of 730 hours a month.`,
    ...(saved === undefined ? [] : [`written to ${saved}`]),
  ];
  return lines.map((line) => paint.dim(hanging(line, width, 0))).join('\n');
}

const UNITS: readonly [number, string][] = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

function millis(value: number): string {
  const [size, unit] = UNITS.find(([each]) => value >= each) ?? [1, 'ms'];
  return `${Number((value / size).toPrecision(3))} ${unit}`;
}
