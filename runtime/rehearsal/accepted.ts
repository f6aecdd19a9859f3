import { SlipwayError } from '../../core/errors/index.js';
import type { AlarmDeclaration, Allowance } from '../plan.js';

/** What is known and accepted, and which of it was met. */
export class Accepted {
  private readonly met = new Set<Allowance>();

  constructor(private readonly allowances: readonly Allowance[]) {}

  /** Reason for which an alarm is accepted; null where it is not. */
  alarm({ path, name, logicalId }: AlarmDeclaration): string | null {
    return this.find((id) => [path, path.replace(/\/(Resource|Alarm)$/, ''), name, logicalId].includes(id));
  }

  /** Reason for which a blind spot is accepted: by `<deployment> <fault>`, or by the fault in every deployment. */
  blindSpot(deployment: string, fault: string): string | null {
    return this.find((id) => id === `${deployment} ${fault}` || id === fault);
  }

  /** What accepts nothing is a mistake in its id, or is out of date. */
  refuseUnmet(known: readonly string[]): void {
    const unmet = this.allowances.filter((allowance) => !this.met.has(allowance)).map(({ id }) => id);
    if (unmet.length === 0) return;
    throw new SlipwayError(
      'rehearsal-option',
      `${unmet.map((id) => `'${id}'`).join(', ')} is accepted, and is neither an alarm nor a fault here; give the path of an alarm, or '<path of a deployment> <fault>': ${known.join(', ') || 'there are none'}`,
    );
  }

  private find(matches: (id: string) => boolean): string | null {
    const found = this.allowances.find(({ id }) => matches(id));
    if (found === undefined) return null;
    this.met.add(found);
    return found.reason;
  }
}
