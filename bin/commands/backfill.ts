import { backfill, isIncomplete, synthesize, WALL_CLOCK } from '../../runtime/index.js';
import { EXIT } from '../exit.js';
import { interruption } from '../interruption.js';
import { renderBackfill } from '../render/backfill.js';
import { TerminalHost } from '../render/progress.js';
import { surfaceOf } from '../render/rehearsal.js';
import type { AssemblyOptions } from './assembly-options.js';

export interface BackfillVerbOptions extends AssemblyOptions {
  readonly from: string;
  readonly to?: string;
  readonly parallel?: number;
  readonly region?: string;
}

/** `slipway run PATH --from DAY --to DAY`: days of a batch deployment, filled in in the account. */
export async function backfillDays(path: string, options: BackfillVerbOptions): Promise<void> {
  const signal = interruption();
  const host = new TerminalHost(process.stderr, options.quiet);
  const { app, context, from, to, parallel, region } = options;
  host.say({ level: 'progress', stage: 'synthesize', text: app ?? 'the app of cdk.json' });
  const directory = await synthesize({ directory: process.cwd(), app, context, signal });
  const found = await backfill(directory, path, { from, to, parallel, region, host, signal, clock: WALL_CLOCK });
  host.clear();
  process.stdout.write(options.json === true ? `${JSON.stringify(found, null, 2)}\n` : renderBackfill(found, surfaceOf(process.stdout)));
  process.exitCode = found.days.some(isIncomplete) ? EXIT.verdict : EXIT.good;
}
