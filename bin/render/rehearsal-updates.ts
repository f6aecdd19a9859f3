import { endText, failedText, minutesText, outcomeText, updateCounts, type UpdateReport } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Canvas } from './rehearsal.js';

/** From here on there is room for what a narrow terminal leaves out. */
const WIDE = 110;

/** What becomes of an update: of a version that should stay, and of each that should not. */
export function renderUpdates(updates: readonly UpdateReport[], canvas: Canvas): string {
  const [first] = updates;
  if (first === undefined) return '';
  const { paint, width } = canvas;
  const wide = width >= WIDE;
  const head: Cell[] = [
    'a new version',
    ...(wide ? ['what is it like'] : []),
    'what becomes of it',
    'by whom, or why',
    'requests that fail',
    'who is told',
  ].map((text) => ({ text, style: paint.dim }));
  const rows = updates.map((update): Cell[] => {
    const style = styleOf(update, canvas);
    return [
      { text: update.version, style },
      ...(wide ? [{ text: update.what }] : []),
      { text: [outcomeText(update), endText(update)].filter((part) => part !== '').join(', '), style },
      { text: update.stoppedBy.map((alarm) => canvas.label(update.deployment, alarm)).join(', ') || (update.reason ?? '') },
      { text: update.outcome === 'refused' ? '' : failedText(update) },
      { text: toldText(update, canvas) },
    ];
  });
  return `\n${hanging(`Updates: ${first.how}`, width, 1)}\n${columns([head, ...rows], width, 1)}`;
}

function styleOf(update: UpdateReport, { paint }: Canvas): (line: string) => string {
  if (updateCounts(update)) return paint.red;
  return update.asItShould ? paint.green : paint.yellow;
}

function toldText({ deployment, toldBy, toldAfter }: UpdateReport, { label }: Canvas): string {
  const [first, ...others] = toldBy;
  if (first === undefined || toldAfter === null) return 'nobody';
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `${label(deployment, first)}${more}, ${minutesText(toldAfter)}`;
}
