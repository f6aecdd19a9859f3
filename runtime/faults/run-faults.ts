import type { Disturbance } from './disturbance.js';
import type { FaultWay, Strength } from './fault.js';

const MINUTES_PER_HOUR = 60;

type Parts = Pick<Strength, 'range' | 'steps' | 'text'>;

/** Of an input that comes late, hours. */
export const HOURS_LATE: Parts = {
  range: [0.5, 48],
  steps: 'ratio',
  text: (hours) => `input ${Number(hours.toPrecision(3))} h late`,
};

export function inputLate(hours: number): Disturbance {
  return { runs: { inputMinutesLate: Math.round(hours * MINUTES_PER_HOUR) } };
}

/** Of what starts a run and is delivered at least once. */
export const DELIVERED: Parts & Pick<Strength, 'fixed'> = {
  fixed: 2,
  range: [2, 2],
  steps: 'linear',
  text: (times) => `every start is delivered ${times} times`,
};

/** Ways in which a run never begins. */
export const NEVER_BEGINS: readonly FaultWay[] = [
  { text: 'the run is left out, as in an hour that the clocks leave out', strike: () => ({ runs: { starts: 0 } }) },
  { text: 'what starts the run may not', strike: () => ({ runs: { startsRefused: true } }) },
];
