import type { AlarmDeclaration } from '../plan.js';
import type { FaultTrial } from './fault-trials.js';
import type { ServiceFindings } from './rehearse-service.js';

/** Whether an alarm is on all the time: what rings all day rings no louder when something breaks. */
export function isAlwaysOn(alarm: AlarmDeclaration, { healthy }: Pick<ServiceFindings, 'healthy'>): boolean {
  return healthy.alarms.get(alarm)?.always === true;
}

/** What runs showed but for alarms that are on all the time: after a gap in their metric they go off again, and nobody takes that for the fault. */
export function withoutAlwaysOn<Findings extends ServiceFindings>(findings: Findings): Findings {
  return {
    ...findings,
    trials: new Map([...findings.trials].map(([fault, trial]) => [fault, trialWithoutAlwaysOn(trial, findings)])),
    weakest: new Map([...findings.weakest].filter(([alarm]) => !isAlwaysOn(alarm, findings))),
  };
}

/** The same of one trial. */
export function trialWithoutAlwaysOn<Trial extends FaultTrial>(trial: Trial, findings: Pick<ServiceFindings, 'healthy'>): Trial {
  return { ...trial, off: trial.off.filter(({ alarm }) => !isAlwaysOn(alarm, findings)) };
}
