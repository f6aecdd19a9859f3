import {
  nameOf,
  parseAlarm,
  AlarmProblem,
  type AlarmDefinition,
  type CompositeAlarm,
  type DeclaredAlarm,
  type MetricAlarm,
} from '../../core/alarms/index.js';
import { alarmsIn, parseRule } from '../../core/alarms/rule.js';

/** An alarm of which the past cannot tell, and why. */
export interface NotReplayed {
  readonly path: string;
  readonly name: string;
  readonly reason: string;
}

export interface Replayable {
  readonly alarms: readonly AlarmDefinition[];
  readonly notReplayed: readonly NotReplayed[];
}

/**
 * Alarms of one account and region that can be replayed: those that are understood, whose past can be had, and composites all of whose alarms can be.
 *
 * @param obstacle why the past of an alarm cannot be had; undefined where it can
 */
export function replayable(declared: readonly DeclaredAlarm[], obstacle: (alarm: MetricAlarm) => string | undefined): Replayable {
  const notReplayed: NotReplayed[] = [];
  let alarms: AlarmDefinition[] = [];
  for (const each of declared) {
    const alarm = parseAlarm(each);
    const reason = alarm instanceof AlarmProblem ? alarm.reason : alarm.kind === 'metric' ? obstacle(alarm) : undefined;
    if (reason !== undefined) notReplayed.push({ path: each.path, name: each.name, reason });
    else if (!(alarm instanceof AlarmProblem)) alarms.push(alarm);
  }
  for (let before = -1; before !== alarms.length;) {
    before = alarms.length;
    const names = new Set(alarms.map(({ name }) => name));
    alarms = alarms.filter((alarm) => {
      const lacking = alarm.kind === 'composite' ? referred(alarm).filter((name) => !names.has(name)) : [];
      if (lacking.length > 0)
        notReplayed.push({
          path: alarm.id,
          name: alarm.name,
          reason: `its rule asks for ${lacking.join(', ')}, which cannot be replayed here`,
        });
      return lacking.length === 0;
    });
  }
  return { alarms, notReplayed };
}

/** Names of the alarms that a composite depends on. */
export function referred({ rule, suppressor }: Pick<CompositeAlarm, 'rule' | 'suppressor'>): string[] {
  const parsed = parseRule(rule);
  const inRule = parsed instanceof AlarmProblem ? [] : alarmsIn(parsed);
  return [...new Set([...inRule, ...(suppressor === undefined ? [] : [suppressor.alarm])].map(nameOf))];
}
