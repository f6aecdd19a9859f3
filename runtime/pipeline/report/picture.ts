import type { StepRun } from '../local/run-pipeline.js';
import { layers, type Placed } from './layers.js';
import { escape } from '../../page/escape.js';
import { STATUS_TEXT, className, countText, secondsText } from './words.js';

const BOX = { width: 176, height: 46, between: 48, inset: 10, nameLine: 19, factsLine: 36 } as const;
const SIZES = { step: BOX.height, passing: 12, gap: 12 } as const;
const MARGIN = 8;
/** Most characters of a box of that width, in the two sizes of its lines. */
const MOST = { name: 22, facts: 27 } as const;

/** The steps of a run and what each takes, left to right; the same is in the table, for whoever does not see it. */
export function picture(steps: readonly StepRun[]): string {
  const laid = layers(steps, SIZES);
  const width = laid.columns * (BOX.width + BOX.between) - BOX.between + 2 * MARGIN;
  const height = Math.ceil(laid.height + 2 * MARGIN);
  const byName = new Map(laid.steps.map((placed) => [placed.name, placed]));
  const lines = laid.lines.map(({ from, to, through }) => {
    const [first, last] = [byName.get(from), byName.get(to)];
    return first === undefined || last === undefined ? '' : line([first, ...through, last]);
  });
  const boxes = steps.map((step) => box(step, byName.get(step.name)));
  const label = `${steps.length} steps in ${laid.columns} columns; a line leads from a step to one that takes its output. The table below says the same.`;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(label)}">${lines.join('')}${boxes.join('')}</svg>`;
}

const left = ({ column }: Placed): number => MARGIN + column * (BOX.width + BOX.between);
const round = (value: number): number => Math.round(value * 10) / 10;

/** Bent between columns, straight through a column that it passes. */
function line(path: readonly Placed[]): string {
  const parts = path.slice(1).map((to, at) => {
    const from = path[at] ?? to;
    const [x, y] = [left(from) + BOX.width, round(from.y + MARGIN)];
    const [toX, toY] = [left(to), round(to.y + MARGIN)];
    const middle = (x + toX) / 2;
    return `${at === 0 ? `M${x} ${y}` : `H${x}`}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`;
  });
  return `<path class="line" d="${parts.join('')}"/>`;
}

/** Colour says nothing that the words do not. */
function box(step: StepRun, placed: Placed | undefined): string {
  if (placed === undefined) return '';
  const { name, kind, status, kept, seconds, rows } = step;
  const [x, y] = [left(placed), round(placed.y + MARGIN - BOX.height / 2)];
  const facts = [
    kept === true ? 'kept' : STATUS_TEXT[status],
    ...(rows === undefined ? [] : [`${countText(rows)} rows`]),
    ...(seconds === undefined ? [] : [secondsText(seconds)]),
  ];
  const text = (className_: string, down: number, words: string): string =>
    `<text class="${className_}" x="${x + BOX.inset}" y="${round(y + down)}">${escape(words)}</text>`;
  return `<g class="step ${className(status)}"><title>${escape(`${name} (${kind}): ${facts.join(', ')}`)}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>${text('name', BOX.nameLine, shortened(name, MOST.name))}${text('facts', BOX.factsLine, shortened(facts.join(' · '), MOST.facts))}</g>`;
}

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
