import type { PlayedMode } from '../../core/hosting/mode.js';
import { FAULTS } from '../faults/catalogue.js';
import type { Fault, Target } from '../faults/fault.js';
import type { FaultReport } from '../report/rehearsal-report.js';

const KINDS: Readonly<Partial<Record<PlayedMode, string>>> = { batch: 'batch deployments', pipeline: 'data pipelines' };

/** Why a fault does not run against a deployment; null where it does. */
export function whyNot({ modes, applies }: Fault, target: Target): string | null {
  if (!modes.includes(target.mode)) return `it does not apply to ${KINDS[target.mode] ?? `${target.mode} endpoints`}`;
  return applies?.(target) ?? null;
}

/** The faults of what a deployment is: an endpoint, a batch deployment or a pipeline. Those of the others are none that it could have. */
export function ownFaults<F extends Pick<Fault, 'modes'>>(faults: readonly F[], mode: PlayedMode): F[] {
  return faults.filter(({ modes }) => modes.some((each) => each === mode || (KINDS[each] === undefined && KINDS[mode] === undefined)));
}

/** In the order of the catalogue. */
export function orderOf({ name }: Pick<FaultReport, 'name'>): number {
  return FAULTS.findIndex((fault) => fault.name === name);
}
