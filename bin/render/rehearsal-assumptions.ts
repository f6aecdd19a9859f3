import { figureText, type Basis, type RehearsalReport } from '../../runtime/index.js';
import { hanging } from './layout.js';
import type { Canvas } from './rehearsal.js';

const BASES: readonly Basis[] = ['measured', 'simulated', 'assumed'];

/** What the outcome rests on, and what would make it better. Where each figure comes from is in the page and in the document. */
export function renderAssumptions({ assumptions, asks, notModelled }: RehearsalReport, { paint, width }: Canvas): string {
  const lines = BASES.flatMap((basis) => {
    const figures = assumptions.filter((figure) => figure.basis === basis).map(figureText);
    return figures.length === 0 ? [] : [hanging(`${basis}: ${figures.join(', ')}`, width, 1)];
  });
  return [
    ...(asks.length === 0 ? [] : [paint.bold('It would say more if it knew')]),
    ...asks.map(({ deployment, what, how }) => hanging(`${what}, of ${deployment}: ${how}`, width, 1)),
    ...(asks.length === 0 ? [] : ['']),
    paint.bold('What this rests on'),
    ...lines,
    ...(notModelled.length === 0 ? [] : [hanging(`not modelled: ${notModelled.join(', ')}`, width, 1)]),
  ].join('\n');
}
