import { nameOf, AlarmProblem, type AlarmState } from '../../../core/alarms/index.js';
import { holds, parseRule } from '../../../core/alarms/rule.js';
import { SEVERITIES, severityIn, type ToldSeverity } from '../../../core/service/severity.js';
import { text, texts } from '../../assembly/values.js';
import type { DescribedAlarm } from '../cloudwatch.js';
import { childrenOf, type DeclaredAlarm } from '../status/alarm-status.js';

/** How one severity is tried: an alarm that acts, and the one that is set. */
export interface Trial {
  readonly severity: ToldSeverity | null;
  readonly acting: DeclaredAlarm;
  readonly through: DescribedAlarm;
  readonly topics: readonly string[];
}

/** Why one cannot be. */
export interface Untried {
  readonly severity: ToldSeverity | null;
  readonly acting: DeclaredAlarm;
  readonly because: string;
  readonly topics: readonly string[];
}

const SNS = /^arn:[^:]+:sns:/;

/**
 * For each severity one alarm that acts, and what to set so that it does. What does more than tell somebody is never set off, and neither is
 * an alarm that rolls back updates. A composite is tried through one of the alarms that it asks: set by itself it would stay where it was put
 * until one of those changes (SetAlarmState).
 *
 * @param rollback names of alarms that stop an update
 */
export function chooseTrials(
  watching: readonly DeclaredAlarm[],
  described: ReadonlyMap<string, DescribedAlarm>,
  rollback: ReadonlySet<string>,
): (Trial | Untried)[] {
  const acting = watching.filter(({ name }) => actionsOf(described.get(name)).length > 0);
  return [...SEVERITIES, null].flatMap((severity) => {
    const candidates = acting
      .filter(({ properties }) => (severityIn(text(properties['AlarmDescription']) ?? '') ?? null) === severity)
      .map((alarm) => trialOf(severity, alarm, described, rollback));
    const found = candidates.find((each) => 'through' in each) ?? candidates[0];
    return found === undefined ? [] : [found];
  });
}

function trialOf(
  severity: ToldSeverity | null,
  acting: DeclaredAlarm,
  described: ReadonlyMap<string, DescribedAlarm>,
  rollback: ReadonlySet<string>,
): Trial | Untried {
  const alarm = described.get(acting.name);
  const topics = actionsOf(alarm);
  const untried = (because: string): Untried => ({ severity, acting, because, topics });
  if (alarm === undefined) return untried('the account has no such alarm');
  if (alarm.properties['ActionsEnabled'] === false) return untried('its actions are switched off in the account');
  if (alarm.state === 'ALARM') return untried('it is in ALARM already, and acts only when it changes');
  const others = topics.filter((action) => !SNS.test(action));
  if (others.length > 0) return untried(`it does more than tell somebody: ${others.join(', ')}`);
  const inert = ({ name, state, properties }: DescribedAlarm): boolean =>
    state !== 'ALARM' && !rollback.has(name) && texts(properties['AlarmActions']).every((action) => SNS.test(action));
  if (acting.kind === 'metric') return inert(alarm) ? { severity, acting, through: alarm, topics } : untried('it rolls back updates');
  const through = childrenOf(acting)
    .flatMap((name) => described.get(name) ?? [])
    .find((child) => child.kind === 'metric' && inert(child) && setsOff(text(alarm.properties['AlarmRule']) ?? '', child.name, described));
  return through === undefined
    ? untried('none of the alarms that it asks can be set so that it goes off')
    : { severity, acting, through, topics };
}

function actionsOf(alarm: DescribedAlarm | undefined): string[] {
  return texts(alarm?.properties['AlarmActions']);
}

/** Whether a composite is in ALARM when one of its alarms is and the others stay as they are. */
function setsOff(text: string, child: string, described: ReadonlyMap<string, DescribedAlarm>): boolean {
  const rule = parseRule(text);
  if (rule instanceof AlarmProblem) return false;
  const stateOf = (reference: string): AlarmState => {
    const name = nameOf(reference);
    return name === child ? 'ALARM' : ((described.get(name)?.state as AlarmState | undefined) ?? 'INSUFFICIENT_DATA');
  };
  return holds(rule, stateOf);
}
