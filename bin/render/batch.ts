import { createColors } from 'picocolors';
import { plural, type BatchResult } from '../../runtime/index.js';
import { grouped } from './batch-bar.js';
import { hanging, painted } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
const LONGEST_REASON = 240;

/** What a run of `slipway batch` gave, for a terminal. */
export function renderBatch(result: BatchResult, surface: Surface): string {
  const paint = createColors(surface.colors);
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const { rows, rejected, files, seconds, resumedRows, output, rejectedFile, firstRejected } = result;
  const own = rows - (resumedRows ?? 0);
  const rate = seconds > 0 ? ` (${grouped(Math.round(own / seconds))} rows/s)` : '';
  const resumed = resumedRows === undefined ? '' : `, of which ${grouped(resumedRows)} by the run before this one`;
  const counted = `${grouped(rows)} rows`;
  const lines = [
    painted(hanging(`${counted} of ${plural(files, 'file')} in ${seconds.toFixed(1)} s${rate}${resumed}: ${output}`, width, 0), [
      counted,
      paint.green,
    ]),
  ];
  if (rejectedFile !== undefined) {
    const refused = `${grouped(rejected)} rejected`;
    lines.push(painted(hanging(`${refused}: ${rejectedFile}`, width, 0), [refused, paint.red]));
    for (const { file, line, reason } of firstRejected) lines.push(hanging(`${file}:${line}: ${shortened(reason)}`, width, 2));
    const rest = rejected - firstRejected.length;
    if (rest > 0 && firstRejected.length > 0) lines.push(hanging(`and ${grouped(rest)} more`, width, 2));
  }
  return `${lines.join('\n')}\n`;
}

/** A reason may name every column of a record. */
function shortened(reason: string): string {
  return reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
}
