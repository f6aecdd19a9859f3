import { awsWorld } from './aws/world.js';
import { monitorSettings } from '../../core/drift/monitor/settings.js';
import type { Prepared } from './monitor/engine-steps.js';
import { runTick } from './monitor/tick.js';

/** What Lambda passes along, as far as it matters here. */
interface Invocation {
  getRemainingTimeInMillis(): number;
}

/**
 * The monitor in the cloud: a schedule calls it with a task and the time at which it was due, or a state machine before and after another engine
 * counts. Whatever fails throws, so that the schedule tries
 * again; what was read by then is stored.
 */
export async function handler(event: unknown, context: Invocation): Promise<Prepared | { readonly done: readonly string[] }> {
  const settings = monitorSettings(process.env);
  const world = awsWorld(settings, () => context.getRemainingTimeInMillis(), log);
  const ticked = await runTick(event, settings, world);
  return 'due' in ticked ? ticked : { done: ticked.map((record) => ('id' in record ? record.id : record.day)) };
}

/** One line of JSON: CloudWatch Logs finds its fields. */
function log(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
