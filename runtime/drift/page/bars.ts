import { escape } from '../../page/escape.js';
import { percentText } from '../../page/texts.js';
import type { ShownBin } from './bins-shown.js';

/** Sizes in the picture's own units. */
const WIDTH = 480;
const LABELS = 150;
const NUMBERS = 52;
const BAR = 12;
const GAP = 8;
const ROW = 2 * BAR + GAP;
const LABEL_CHARACTERS = 22;

/** Two distributions side by side: a pair of bars for each bin, the baseline's above. */
export function renderBars(name: string, bins: readonly ShownBin[]): string {
  const greatest = Math.max(...bins.map(({ baseline, current }) => Math.max(baseline, current)), Number.EPSILON);
  const scale = (WIDTH - LABELS - NUMBERS) / greatest;
  const rows = bins.map((bin, index) => renderRow(bin, index * ROW, scale)).join('');
  const height = bins.length * ROW - GAP;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Shares of ${escape(name)} in the baseline and in the data">${rows}</svg>`;
}

function renderRow({ label, baseline, current }: ShownBin, top: number, scale: number): string {
  const shown = label.length > LABEL_CHARACTERS ? `${label.slice(0, LABEL_CHARACTERS - 1)}…` : label;
  const title = `${label}: ${percentText(baseline)} in the baseline, ${percentText(current)} in the data`;
  return [
    `<g><title>${escape(title)}</title>`,
    `<text class="bin" x="${LABELS - 8}" y="${top + BAR + 4}">${escape(shown)}</text>`,
    renderBar('baseline', baseline, top, scale),
    renderBar('current', current, top + BAR, scale),
    '</g>',
  ].join('');
}

function renderBar(side: 'baseline' | 'current', value: number, top: number, scale: number): string {
  const width = round(value * scale);
  return `<rect class="${side}" x="${LABELS}" y="${top}" width="${width}" height="${BAR - 1}" rx="1"/><text class="share" x="${round(LABELS + width + 5)}" y="${top + BAR - 3}">${percentText(value)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
