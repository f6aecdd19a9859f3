import { createColors } from 'picocolors';
import { plural, type BatchResult } from '../../runtime/index.js';
import { grouped } from './batch-bar.js';
import { hanging } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;

/** What a run of `slipway batch` gave, for a terminal. */
export function renderBatch(result: BatchResult, surface: Surface): string {
  const paint = createColors(surface.colors);
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const { rows, rejected, files, seconds, resumedRows, output, rejectedFile, firstRejected } = result;
  const own = rows - (resumedRows ?? 0);
  const rate = seconds > 0 ? ` (${grouped(Math.round(own / seconds))} rows/s)` : '';
  const resumed = resumedRows === undefined ? '' : `, of which ${grouped(resumedRows)} by the run before this one`;
  const lines = [
    hanging(
      `${paint.green(`${grouped(rows)} rows`)} of ${plural(files, 'file')} in ${seconds.toFixed(1)} s${rate}${resumed}: ${output}`,
      width,
      0,
    ),
  ];
  if (rejectedFile !== undefined) {
    lines.push(hanging(`${paint.red(`${grouped(rejected)} rejected`)}: ${rejectedFile}`, width, 0));
    for (const { file, line, reason } of firstRejected) lines.push(hanging(`${file}:${line}: ${reason}`, width, 2));
    const rest = rejected - firstRejected.length;
    if (rest > 0 && firstRejected.length > 0) lines.push(hanging(`and ${grouped(rest)} more`, width, 2));
  }
  return `${lines.join('\n')}\n`;
}
