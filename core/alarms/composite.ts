import type { AlarmState } from './definition.js';
import { alarmsIn, holds, type Rule } from './rule.js';
import { stateAt, type Timeline, type Transition } from './timeline.js';

/**
 * The states of a composite alarm, from those of the alarms in its rule. It is evaluated at once when it is created, and whenever one of them changes;
 * from then on it is ALARM or OK. An alarm that nobody declares is in no state: what asks for one is false.
 *
 * @param from creation, milliseconds
 */
export function evaluateComposite(rule: Rule, timelineOf: (alarm: string) => Timeline | undefined, from: number): Timeline {
  const children = alarmsIn(rule).flatMap((alarm) => {
    const timeline = timelineOf(alarm);
    return timeline === undefined ? [] : [[alarm, timeline] as const];
  });
  const states = new Map<string, AlarmState>(children.map(([alarm, timeline]) => [alarm, stateAt(timeline, from)]));
  const changes = children
    .flatMap(([alarm, { transitions }]) => transitions.filter(({ at }) => at > from).map(({ at, to }) => ({ at, alarm, to })))
    .toSorted((a, b) => a.at - b.at);
  const transitions: Transition[] = [];
  let state: AlarmState = 'INSUFFICIENT_DATA';
  const settle = (at: number, because: string): void => {
    const to = holds(rule, (alarm) => states.get(alarm) ?? UNDECLARED) ? 'ALARM' : 'OK';
    if (to === state) return;
    transitions.push({ at, from: state, to, reason: because });
    state = to;
  };
  settle(from, 'evaluated when it was created');
  for (let index = 0; index < changes.length; index += 1) {
    const change = changes[index];
    if (change === undefined) break;
    states.set(change.alarm, change.to);
    // What changes at one time is seen together.
    if (changes[index + 1]?.at === change.at) continue;
    settle(change.at, `${change.alarm} changed to ${change.to}`);
  }
  return { initial: 'INSUFFICIENT_DATA', transitions, values: undefined };
}

/** Of an alarm that is not among the declared ones; no rule can ask for it. */
const UNDECLARED = 'UNDECLARED' as AlarmState;
