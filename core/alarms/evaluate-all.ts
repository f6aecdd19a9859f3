import { actionsOf, type ActionTaken } from './actions.js';
import { evaluateComposite } from './composite.js';
import { DEFAULT_CONSTANTS, type AlarmConstants } from './constants.js';
import type { AlarmDefinition, CompositeAlarm } from './definition.js';
import { evaluate, type Window } from './evaluate.js';
import { AlarmProblem } from './problem.js';
import { parseRule } from './rule.js';
import type { MetricSource } from './source.js';
import type { Timeline } from './timeline.js';

/** What one alarm did. */
export interface AlarmRun {
  readonly alarm: AlarmDefinition;
  readonly timeline: Timeline;
  readonly actions: readonly ActionTaken[];
  /** Composites: why CloudWatch would not evaluate it, a circle of composites. It then stays as it was created. */
  readonly stuck: string | undefined;
}

/**
 * Evaluates alarms together: those of metrics from the samples, composites from the alarms of their rules, and what they do. Alarms know each other by
 * name within one account and region: give those of one at a time.
 *
 * @param window one for all, or for each alarm its own
 */
export function evaluateAll(
  alarms: readonly AlarmDefinition[],
  store: MetricSource,
  window: Window | ((alarm: AlarmDefinition) => Window),
  constants: AlarmConstants = DEFAULT_CONSTANTS,
): AlarmRun[] {
  const windowOf = typeof window === 'function' ? window : (): Window => window;
  const byName = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const timelines = new Map<AlarmDefinition, Timeline>();
  const stuck = new Map<AlarmDefinition, string>();
  const timelineOf = (alarm: AlarmDefinition, within: readonly CompositeAlarm[]): Timeline => {
    const known = timelines.get(alarm);
    if (known !== undefined) return known;
    const made = alarm.kind === 'metric' ? evaluate(alarm, store, windowOf(alarm), constants) : compositeOf(alarm, within);
    timelines.set(alarm, made);
    return made;
  };
  const compositeOf = (alarm: CompositeAlarm, within: readonly CompositeAlarm[]): Timeline => {
    const around = [...within, alarm];
    const rule = parseRule(alarm.rule, constants.precedence);
    if (rule instanceof AlarmProblem || within.includes(alarm)) {
      const loop = around.slice(around.indexOf(alarm));
      for (const each of loop) stuck.set(each, `composites refer to each other in a circle: ${loop.map(({ name }) => name).join(' -> ')}`);
      return UNEVALUATED;
    }
    const timeline = evaluateComposite(
      rule,
      (reference) => referred(byName, reference, (child) => timelineOf(child, around)),
      windowOf(alarm).from,
    );
    return stuck.has(alarm) ? UNEVALUATED : timeline;
  };
  return alarms.map((alarm) => {
    const timeline = timelineOf(alarm, []);
    const suppressor = alarm.kind === 'composite' && alarm.suppressor !== undefined ? alarm.suppressor.alarm : undefined;
    const suppressing = suppressor === undefined ? undefined : referred(byName, suppressor, (each) => timelineOf(each, []));
    return { alarm, timeline, actions: actionsOf(alarm, timeline, suppressing, windowOf(alarm).to), stuck: stuck.get(alarm) };
  });
}

const UNEVALUATED: Timeline = { initial: 'INSUFFICIENT_DATA', transitions: [], values: undefined };
const ARN = /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/;

/** The alarm that a rule means, by name or ARN. */
export function nameOf(reference: string): string {
  return ARN.exec(reference)?.[1] ?? reference;
}

function referred<Result>(
  byName: ReadonlyMap<string, AlarmDefinition>,
  reference: string,
  use: (alarm: AlarmDefinition) => Result,
): Result | undefined {
  const alarm = byName.get(reference) ?? byName.get(nameOf(reference));
  return alarm === undefined ? undefined : use(alarm);
}
