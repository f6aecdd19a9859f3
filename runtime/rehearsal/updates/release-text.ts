import type { FleetPart, ReleasePlan } from '../../plan.js';
import { plural } from '../../report/words.js';
import { durationText } from '../../../core/units/duration-text.js';

/**
 * `canary of 10 %, bakes 10 min, then 10 min; 2 alarms can stop it`: how an endpoint is updated, one line.
 *
 * @param known names of the alarms that are about the endpoint
 */
export function releaseText(release: ReleasePlan | undefined, known: readonly string[]): string {
  if (release === undefined) return 'all at once, without a bake: nothing is declared';
  const { routing, part, bakeSeconds, lastBakeSeconds, alarms, overruled } = release;
  if (overruled !== undefined) return `all at once, without a bake: ${overruled}`;
  const waits = [
    ...(routing === 'all at once' ? [] : [`bakes ${time(bakeSeconds)}${routing === 'canary' ? '' : ' each'}`]),
    ...(routing === 'rolling' ? [] : [routing === 'all at once' ? `bakes ${time(lastBakeSeconds)}` : `then ${time(lastBakeSeconds)}`]),
  ];
  const elsewhere = alarms.filter((name) => !known.includes(name)).length;
  const who = [
    `${alarms.length === 0 ? 'no alarm' : plural(alarms.length, 'alarm')} can stop it`,
    ...(elsewhere > 0 ? [`${elsewhere} of them cannot be played: they are declared elsewhere, or watch something else`] : []),
  ];
  return `${routing}${partText(routing, part)}, ${waits.join(', ')}; ${who.join(', ')}`;
}

function partText(routing: ReleasePlan['routing'], part: FleetPart | undefined): string {
  if (part === undefined || routing === 'all at once') return '';
  const size = 'share' in part ? `${Number((part.share * 100).toPrecision(3))} %` : plural(part.instances, 'instance');
  return routing === 'canary' ? ` of ${size}` : ` by ${size}`;
}

function time(seconds: number): string {
  return seconds === 0 ? 'not at all' : durationText(seconds * 1000);
}
