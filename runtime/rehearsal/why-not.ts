import { FAULTS } from '../faults/catalogue.js';
import type { Fault, Target } from '../faults/fault.js';
import type { FaultReport } from '../report/rehearsal-report.js';

/** Why a fault does not run against a deployment; null where it does. */
export function whyNot({ modes, applies }: Fault, target: Target): string | null {
  if (!modes.includes(target.mode)) return `it does not apply to ${target.mode} ${target.runs === undefined ? 'endpoints' : 'deployments'}`;
  return applies?.(target) ?? null;
}

/** In the order of the catalogue. */
export function orderOf({ name }: Pick<FaultReport, 'name'>): number {
  return FAULTS.findIndex((fault) => fault.name === name);
}
