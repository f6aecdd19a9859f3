import { createColors } from 'picocolors';
import { plural, type Baseline } from '../../runtime/index.js';
import { hanging, painted } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 120;

/** What a baseline counts, for a terminal. */
export function renderBaseline({ profile, files }: Baseline, where: { data: string; output: string }, surface: Surface): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const paint = createColors(surface.colors);
  const { rows, features, predictions, leftOut } = profile;
  const said = predictions.length === 0 ? '' : ` and ${plural(predictions.length, 'prediction')}`;
  return `${[
    painted(hanging(`${where.data}: ${plural(rows, 'row')}, ${plural(features.length, 'feature')}${said}`, width, 0), [
      where.data,
      paint.bold,
    ]),
    ...leftOut.map(({ name, reason }) => paint.yellow(hanging(`${name} is not compared: ${reason}`, width, 1))),
    hanging(`written to ${where.output}: ${[...files.keys()].join(', ')}`, width, 0),
    hanging(`Compare later rows with it: slipway drift ${where.output} DATA`, width, 0),
  ].join('\n')}\n`;
}
