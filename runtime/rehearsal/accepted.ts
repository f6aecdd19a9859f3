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

/** Refuses to accept what is not there: a slip of the pen would otherwise accept nothing, in silence. */
export function refuseUnknown(
  allowances: readonly Allowance[],
  alarms: readonly AlarmDeclaration[],
  deployments: readonly string[],
  faults: readonly string[],
): void {
  const known = new Set([...alarms.flatMap(idsOf), ...deployments.flatMap((path) => faults.flatMap((fault) => spotIds(path, fault)))]);
  const unknown = allowances.filter(({ id }) => !known.has(id)).map(({ id }) => `'${id}'`);
  if (unknown.length === 0) return;
  throw new SlipwayError(
    'rehearsal-option',
    `${unknown.join(', ')} is neither an alarm nor a fault here; accept the path or the name of an alarm (${alarms.map(({ name }) => name).join(', ') || 'there is none'}), a fault, or '<path of a deployment> <fault>'`,
  );
}

/** By what an alarm may be called: its path, with or without what CDK puts at its end, its name, its logical id. */
function idsOf({ path, name, logicalId }: AlarmDeclaration): string[] {
  return [path, path.replace(/\/(Resource|Alarm)$/, ''), name, logicalId];
}

function spotIds(deployment: string, fault: string): string[] {
  return [`${deployment} ${fault}`, fault];
}
