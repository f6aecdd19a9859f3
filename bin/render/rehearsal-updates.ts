import { harmedText, minutesText, outcomeText, updateCounts, type UpdateReport } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Canvas } from './rehearsal.js';

/** From these widths on there is room for what a narrow terminal leaves out. */
const WIDE = 140;
const USUAL = 80;

/** What becomes of an update: of a version that should stay, and of each that should not. */
export function renderUpdates(updates: readonly UpdateReport[], canvas: Canvas): string {
  const [first] = updates;
  if (first === undefined) return '';
  const { paint, width } = canvas;
  const wide = width >= WIDE;
  const usual = width >= USUAL;
  const head: Cell[] = [
    'a new version',
    ...(wide ? ['what is it like'] : []),
    'what becomes of it',
    'by whom, or why',
    'requests harmed',
    ...(usual ? ['who is told'] : []),
  ].map((text) => ({ text, style: paint.dim }));
  const rows = updates.map((update): Cell[] => {
    const style = styleOf(update, canvas);
    return [
      { text: update.version, style },
      ...(wide ? [{ text: update.what }] : []),
      { text: [outcomeText(update), ...afterText(update)].join(', '), style },
      { text: whyText(update, canvas) },
      { text: update.outcome === 'refused' ? '' : harmedText(update) },
      ...(usual ? [{ text: toldText(update, canvas) }] : []),
    ];
  });
  return `\n${hanging(`Updates: ${first.how}`, width, 1)}\n${columns([head, ...rows], width, 1)}`;
}

function whyText({ deployment, stoppedBy, reason, accepted }: UpdateReport, { label }: Canvas): string {
  const why = stoppedBy.length > 0 ? stoppedBy.map((alarm) => label(deployment, alarm)).join(', ') : (reason ?? '');
  return accepted === null ? why : `${why} (accepted: ${accepted})`;
}

function styleOf(update: UpdateReport, { paint }: Canvas): (line: string) => string {
  if (updateCounts(update)) return paint.red;
  return update.asItShould ? paint.green : paint.yellow;
}

/** Minutes since the new version served, or since the update began where it never did or was completed. */
function afterText({ outcome, minutes, turnedAfter, servedAfter }: UpdateReport): string[] {
  if (outcome === 'refused') return [];
  return [minutesText(turnedAfter === null ? minutes : turnedAfter - (servedAfter ?? 0))];
}

function toldText({ deployment, toldBy, toldAfter }: UpdateReport, { label }: Canvas): string {
  const [first, ...others] = toldBy;
  if (first === undefined || toldAfter === null) return 'nobody';
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return `${label(deployment, first)}${more}, ${minutesText(toldAfter)}`;
}
