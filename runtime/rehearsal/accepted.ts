import { SlipwayError } from '../../core/errors/index.js';
import type { AlarmDeclaration, Allowance } from '../plan.js';

/** What is known and accepted. */
export class Accepted {
  constructor(private readonly allowances: readonly Allowance[]) {}

  /** Reason for which an alarm is accepted; null where it is not. */
  alarm(alarm: AlarmDeclaration): string | null {
    return this.find((id) => idsOf(alarm).includes(id));
  }

  /** Reason for which a blind spot is accepted: by `<deployment> <fault>`, or by the fault in every deployment. */
  blindSpot(deployment: string, fault: string): string | null {
    return this.find((id) => spotIds(deployment, fault).includes(id));
  }

  private find(matches: (id: string) => boolean): string | null {
    return this.allowances.find(({ id }) => matches(id))?.reason ?? null;
  }
}

/** What can be accepted. */
export interface Acceptable {
  readonly alarms: readonly AlarmDeclaration[];
  /** Paths. */
  readonly deployments: readonly string[];
  readonly faults: readonly string[];
}

/** Refuses to accept what is not there: a slip of the pen would otherwise accept nothing, in silence. */
export function refuseUnknown(allowances: readonly Allowance[], acceptable: Acceptable): void {
  const unknown = unknownIn(allowances, acceptable);
  if (unknown.length === 0) return;
  const names = acceptable.alarms.map(({ name }) => name).join(', ') || 'there is none';
  throw new SlipwayError(
    'rehearsal-option',
    `${unknown.map((id) => `'${id}'`).join(', ')} is neither an alarm nor a fault here; accept the path or the name of an alarm (${names}), a fault, or '<path of a deployment> <fault>'`,
  );
}

/** Ids of what is accepted and is not there. */
export function unknownIn(allowances: readonly Allowance[], { alarms, deployments, faults }: Acceptable): string[] {
  const known = new Set([...alarms.flatMap(idsOf), ...deployments.flatMap((path) => faults.flatMap((fault) => spotIds(path, fault)))]);
  return allowances.map(({ id }) => id).filter((id) => !known.has(id));
}

/** By what an alarm may be called: its path, with or without what CDK puts at its end, its name, its logical id. */
function idsOf({ path, name, logicalId }: AlarmDeclaration): string[] {
  return [path, path.replace(/\/(Resource|Alarm)$/, ''), name, logicalId];
}

function spotIds(deployment: string, fault: string): string[] {
  return [`${deployment} ${fault}`, fault];
}
