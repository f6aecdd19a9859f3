import type { Figure } from '../report/rehearsal-report.js';
import { CONSTANTS, type Constant } from '../simulation/constants.js';
import { RUN_CONSTANTS } from '../simulation/run-constants.js';
import { MOST_ROWS_A_WINDOW } from './monitor/monitor-bench.js';

/** What a rehearsal never shows. */
export const NOT_MODELLED: readonly string[] = [
  'loss of an Availability Zone',
  'noisy neighbours',
  'the network between caller and endpoint',
  'fragmentation of GPU memory, and what a GPU does',
  'account quotas',
  'whether anybody has subscribed to a topic, and confirmed it',
];

/** What was played, as far as it decides what an outcome can rest on. */
export interface Played {
  /** Something that answers requests. */
  readonly served: boolean;
  /** A drift monitor. */
  readonly monitored: boolean;
  /** Something that runs and ends. */
  readonly runs: boolean;
}

/** Of metrics and alarms, whatever publishes them. */
const { metricDelayMinutes, evaluationRangeExtra } = CONSTANTS;

/** Everything that the outcome rests on and that nobody here measured. */
export function assumptions(
  factors: Readonly<Record<string, number>>,
  workers: readonly Figure[],
  { served, monitored, runs }: Played,
): Figure[] {
  return [
    ...figuresOf(served ? CONSTANTS : { metricDelayMinutes, evaluationRangeExtra }),
    ...(runs ? figuresOf(RUN_CONSTANTS) : []),
    ...Object.entries(factors).map(([type, value]): Figure => ({
      name: `service time on ${type}`,
      value,
      unit: 'x',
      basis: 'assumed',
      source: 'stated by whoever rehearses: over that on this machine',
    })),
    ...(Object.keys(factors).length === 0
      ? [
          {
            name: 'service time on the declared instances',
            value: 1,
            unit: 'x',
            basis: 'assumed',
            source: 'over that on this machine; nobody stated another',
          } as const,
        ]
      : []),
    ...workers,
    ...(served
      ? [
          {
            name: 'requests played one by one',
            value: 60,
            unit: 'a minute',
            basis: 'simulated',
            source:
              'on healthy days, 1000 while a fault lasts and 300 while the weakest strength is sought; beyond it each stands for several',
          } as const,
        ]
      : []),
    ...(monitored
      ? [
          {
            name: 'rows that the drift monitor reads',
            value: MOST_ROWS_A_WINDOW,
            unit: 'a window',
            basis: 'simulated',
            source:
              'at most, each for several beyond it; drawn independently from the samples, which the baseline is counted anew from: real days differ by more, and docs/drift.md says how much',
          } as const,
        ]
      : []),
  ];
}

function figuresOf(constants: Readonly<Record<string, Constant>>): Figure[] {
  return Object.entries(constants).map(([name, { value, unit, band, what, source }]) => ({
    name,
    value,
    unit,
    basis: 'assumed',
    source: `${what}; ${source}${band[0] === band[1] ? '' : `; ${band[0]} to ${band[1]}`}`,
  }));
}
