import { figureText, type Basis, type RehearsalReport } from '../../runtime/index.js';
import { hanging } from './layout.js';
import type { Canvas } from './rehearsal.js';

const BASES: readonly Basis[] = ['measured', 'simulated', 'assumed'];

/** What the outcome rests on. Where each figure comes from is in the page and in the document. */
export function renderAssumptions(report: RehearsalReport, canvas: Canvas): string {
  const { assumptions, notModelled } = report;
  const { paint, width } = canvas;
  const lines = BASES.flatMap((basis) => {
    const figures = assumptions.filter((figure) => figure.basis === basis).map(figureText);
    return figures.length === 0 ? [] : [hanging(`${basis}: ${figures.join(', ')}`, width, 1)];
  });
  const asks = renderAsks(report, canvas);
  return [
    ...(asks === '' ? [] : [asks, '']),
    paint.bold('What this rests on'),
    ...lines,
    ...(notModelled.length === 0 ? [] : [hanging(`not modelled: ${notModelled.join(', ')}`, width, 1)]),
  ].join('\n');
}

/** What it would be better with. */
export function renderAsks({ asks }: RehearsalReport, { paint, width }: Canvas): string {
  if (asks.length === 0) return '';
  const lines = asks.map(({ deployment, what, how }) => hanging(`${what}, of ${deployment}: ${how}`, width, 1));
  return [paint.bold('It would say more if it knew'), ...lines].join('\n');
}
