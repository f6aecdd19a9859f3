import type { Finding } from '../../../core/rules/index.js';
import type { Plan, UpdateRule } from '../../plan.js';
import type { Subject } from '../subject.js';

const MUTE = 'event-mute';

/** The rules through which somebody is told that an update of an endpoint came back. */
export function noticesOf(
  { updateRules }: Pick<Plan, 'updateRules'>,
  { stage, endpointName }: Pick<Subject, 'stage' | 'endpointName'>,
  findings: ReadonlyMap<string, readonly Finding[]>,
): UpdateRule[] {
  return updateRules.filter((rule) => rule.stage === stage && isAbout(rule, endpointName) && !isMute(rule, findings.get(rule.stack) ?? []));
}

function isAbout({ endpoints }: UpdateRule, name: string): boolean {
  return (
    endpoints === undefined || endpoints.some(({ equals, prefix }) => equals === name || (prefix !== undefined && name.startsWith(prefix)))
  );
}

/** None of its targets admits EventBridge. */
function isMute({ logicalId, targets }: UpdateRule, findings: readonly Finding[]): boolean {
  return findings.filter((finding) => finding.rule === MUTE && finding.logicalId === logicalId).length >= targets;
}

/** `rule RollbackNotice`: what stands in a report where alarms have their names. */
export function noticeName({ path }: UpdateRule): string {
  const named = path.replace(/\/(Resource|Default)$/, '').replace(/\/Rule$/, '');
  return `rule ${named.split('/').at(-1) ?? named}`;
}
