import { valueText, type RehearsalReport } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Canvas } from './rehearsal.js';

/** What the outcome rests on, and what would make it better. */
export function renderAssumptions({ assumptions, asks, notModelled }: RehearsalReport, { paint, width }: Canvas): string {
  const rows = assumptions.map(({ name, value, unit, basis, source }): Cell[] => [
    { text: name },
    { text: valueText({ value, unit }), align: 'right' },
    { text: basis, style: basis === 'measured' ? paint.green : paint.yellow },
    { text: source ?? '' },
  ]);
  return [
    ...(asks.length === 0 ? [] : [paint.bold('It would say more if it knew')]),
    ...asks.map(({ deployment, what, how }) => hanging(`${what} of ${deployment}: ${how}`, width, 1)),
    ...(asks.length === 0 ? [] : ['']),
    ...(rows.length === 0 ? [] : [paint.bold('What this rests on'), columns(rows, width, 1)]),
    ...(notModelled.length === 0 ? [] : [paint.dim(hanging(`not modelled: ${notModelled.join(', ')}`, width, 1, 0))]),
  ].join('\n');
}
