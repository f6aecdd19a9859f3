import type { AlarmDefinition, AlarmState, Suppressor } from './definition.js';
import { stateAt, type Timeline } from './timeline.js';

/** An alarm did something, or would have. */
export interface ActionTaken {
  readonly at: number;
  /** The change of state that it answers. */
  readonly changedAt: number;
  readonly state: AlarmState;
  /** ARN. */
  readonly action: string;
}

/**
 * What an alarm does: on each change of state the actions of the new state, once. (Policies of EC2 Auto Scaling are called again every minute while
 * the state lasts; one call stands for them here.)
 *
 * @param suppressor what the composite's suppressor did, undefined without one
 * @param until end of the window: what would be done after it is not
 */
export function actionsOf(alarm: AlarmDefinition, timeline: Timeline, suppressor: Timeline | undefined, until: number): ActionTaken[] {
  if (!alarm.actions.enabled) return [];
  const decisions =
    alarm.kind === 'composite' && alarm.suppressor !== undefined && suppressor !== undefined
      ? suppressed(timeline, suppressor, alarm.suppressor, until)
      : timeline.transitions.map(({ at, to }) => ({ at, changedAt: at, state: to }));
  return decisions
    .filter(({ at }) => at <= until)
    .flatMap((decision) => alarm.actions.onState[decision.state].map((action) => ({ ...decision, action })));
}

type Decision = Omit<ActionTaken, 'action'>;

/**
 * Suppression (user guide, alarm-suppression): a change while the suppressor is in ALARM is held back; any other change waits, and a suppressor that
 * goes off meanwhile holds it back too; when the suppressor is over, the extension runs, and then the composite acts on the state it is in. A change
 * during the wait or the extension starts a new wait. Nothing is done at the end if the state is the one that was last acted on.
 */
function suppressed(timeline: Timeline, suppressor: Timeline, { waitSeconds, extensionSeconds }: Suppressor, until: number): Decision[] {
  const decisions: Decision[] = [];
  let acted = timeline.initial;
  let [due, changedAt] = [Number.POSITIVE_INFINITY, Number.NaN];
  let held = false;
  const act = (): void => {
    const state = stateAt(timeline, due);
    if (state !== acted) decisions.push({ at: due, changedAt, state });
    [acted, due, held] = [state, Number.POSITIVE_INFINITY, false];
  };
  for (const { at, own, isSuppressed } of eventsOf(timeline, suppressor, until)) {
    if (due <= at && !(due === at && own)) act();
    if (own) changedAt = at;
    if (isSuppressed) [due, held] = [Number.POSITIVE_INFINITY, held || own || due !== Number.POSITIVE_INFINITY];
    else if (own) due = at + waitSeconds * 1000;
    else if (held) due = at + extensionSeconds * 1000;
  }
  if (due <= until) act();
  return decisions;
}

/** Changes of the composite and of its suppressor, in order. */
function eventsOf(timeline: Timeline, suppressor: Timeline, until: number): { at: number; own: boolean; isSuppressed: boolean }[] {
  const own = timeline.transitions.map(({ at }) => ({ at, own: true }));
  const others = suppressor.transitions.map(({ at }) => ({ at, own: false }));
  return [...own, ...others]
    .filter(({ at }) => at <= until)
    .toSorted((a, b) => a.at - b.at || Number(a.own) - Number(b.own))
    .map((event) => ({ ...event, isSuppressed: stateAt(suppressor, event.at) === 'ALARM' }));
}
