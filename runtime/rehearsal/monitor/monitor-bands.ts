import type { AlarmDefinition } from '../../../core/alarms/index.js';
import type { Fault } from '../../faults/fault.js';
import type { AlarmDeclaration } from '../../plan.js';
import type { HealthyAlarm } from '../healthy-days.js';
import { NOISY_ABOVE, type Outcome, type OutcomeWord } from '../outcomes.js';
import { alarmVariations } from '../variations.js';
import type { PlayedMonitor } from './monitor-bench.js';
import type { PlayedFault } from './monitor-trials.js';

/** Healthy days that are evaluated anew at one end of a band. */
const SHORT_MINUTES = 14 * 1440;

/** What was played, and what alarms did as everything is usually taken. */
export interface PlayedGround {
  readonly definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>;
  /** By fault, at its fixed strength. */
  readonly played: ReadonlyMap<Fault, PlayedFault>;
  readonly healthy: PlayedMonitor;
  /** Of the healthy run. */
  readonly minutes: number;
  readonly healthyAlarms: ReadonlyMap<AlarmDeclaration, HealthyAlarm>;
}

/**
 * Alarms on what a monitor publishes whose outcome is another at one end of what CloudWatch does not publish of its evaluation. What is played stays as it
 * is: the same samples are evaluated anew.
 */
export function monitorDependencies(ground: PlayedGround): Map<AlarmDeclaration, Outcome[]> {
  const { definitions, played, healthy, minutes, healthyAlarms } = ground;
  const found = new Map<AlarmDeclaration, Outcome[]>();
  // Composites look at alarms of the endpoint's own metrics too.
  const metric = [...definitions].filter(([, { kind }]) => kind === 'metric');
  const all = metric.map(([, definition]) => definition);
  for (const { constant, at, usually, variation } of alarmVariations(all)) {
    const constants = variation.alarms ?? {};
    const quiet = healthy.evaluated(constants, all, Math.min(minutes, SHORT_MINUTES));
    for (const [alarm, definition] of metric) {
      const seenOn = [...played.values()].filter(({ off }) => off.some((each) => each.alarm === alarm));
      const usual: OutcomeWord = (healthyAlarms.get(alarm)?.falseAlarms ?? 0) > NOISY_ABOVE ? 'noisy' : 'fires';
      // What sees nothing at a fixed strength is not played again.
      if (usual === 'fires' && seenOn.length === 0) continue;
      const falseAlarms = quiet.get(definition.id)?.timeline.transitions.filter(({ to }) => to === 'ALARM').length ?? 0;
      const sees = (): boolean => seenOn.some((fault) => goesOff(fault, definition, constants));
      const there: OutcomeWord = falseAlarms > NOISY_ABOVE ? 'noisy' : usual === 'noisy' || sees() ? usual : 'never fires';
      if (there === usual) continue;
      const sofar = found.get(alarm) ?? [];
      const known = sofar.some((outcome) => outcome.constant === constant && outcome.at === usually);
      found.set(alarm, [...sofar, ...(known ? [] : [{ constant, at: usually, outcome: usual }]), { constant, at, outcome: there }]);
    }
  }
  return found;
}

function goesOff(
  { evaluated, trial, timeline }: PlayedFault,
  definition: AlarmDefinition,
  constants: Parameters<PlayedMonitor['evaluated']>[0],
): boolean {
  const run = evaluated(constants, [definition], timeline.minutes).get(definition.id);
  return run?.timeline.transitions.some(({ to, at }) => to === 'ALARM' && trial.minuteOf(at) >= timeline.faultFrom) === true;
}
