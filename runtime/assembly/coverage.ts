import { NO_ALARMS_METADATA } from '../../core/service/entry.js';
import type { Coverage } from '../plan.js';
import type { Metadata } from './manifest.js';

/**
 * Our own deployments answer for every trouble, unless somebody wrote down why not; other people's for what they name.
 *
 * @param named what `slipway.json` names, where it does
 */
export function coverageOf(metadata: Metadata, path: string, ours: boolean, named: readonly string[] | undefined): Coverage {
  if (!ours) return { troubles: named ?? [] };
  const because = leftOutBecause(metadata, path);
  return because === undefined ? { troubles: named ?? 'all' } : { troubles: [], because };
}

/** The reason of `AlarmPlan.none`, left at the deployment around the endpoint. */
function leftOutBecause(metadata: Metadata, path: string): string | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const found = (metadata[`/${at}`] ?? []).find(({ type }) => type === NO_ALARMS_METADATA);
    if (found !== undefined) return String(found.data);
  }
  return undefined;
}
