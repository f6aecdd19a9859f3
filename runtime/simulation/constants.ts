/** A number that a simulation rests on and that nobody here measured. */
export interface Constant {
  readonly value: number;
  readonly unit: string;
  /** Between these it may really lie; both ends are run where a verdict could depend on it. */
  readonly band: readonly [low: number, high: number];
  readonly what: string;
  readonly source: string;
}

const OURS = 'assumed by this package';

/** Every assumed number of the simulation; docs/fidelity.md and the report list them. */
export const CONSTANTS = {
  startUpMinutes: {
    value: 6,
    unit: 'min',
    band: [3, 10],
    what: 'from the decision for a new instance to the first request that it answers',
    source: `${OURS}: image, model at 100 MB/s, load`,
  },
  metricDelayMinutes: {
    value: 1,
    unit: 'min',
    band: [0, 3],
    what: 'until a datapoint can be seen by an alarm',
    source: 'UNCONFIRMED; SageMaker publishes no figure',
  },
  evaluationRangeExtra: {
    value: 2,
    unit: 'periods',
    band: [0, 10],
    what: 'periods that an alarm looks at beyond its evaluation periods when data is missing',
    source: 'UNCONFIRMED; the CloudWatch user guide shows 5 for 3',
  },
  idleUnknown: {
    value: 0,
    unit: '(0 nothing, 1 zeros)',
    band: [0, 1],
    what: 'what a metric holds in an idle minute where nobody has measured it (ModelLatency)',
    source: 'UNCONFIRMED',
  },
  unhealthyMinutes: {
    value: 2,
    unit: 'min',
    band: [1, 5],
    what: 'of late pings until an instance is replaced',
    source: 'UNCONFIRMED; interval and count of health checks are not published',
  },
  failedShare: {
    value: 0.0005,
    unit: 'of requests',
    band: [0, 0.0005],
    what: 'requests that fail on a healthy day',
    source: "what Amazon SageMaker's service level agreement of 99.95 % lets fail",
  },
  refusedShare: {
    value: 0.001,
    unit: 'of requests',
    band: [0, 0.001],
    what: 'requests with bad rows on a healthy day',
    source: OURS,
  },
  burstFactor: { value: 2, unit: 'x', band: [1, 2], what: 'traffic in one burst of ten minutes a day', source: OURS },
  overheadMillis: { value: 5, unit: 'ms', band: [2, 20], what: 'that SageMaker adds to a small request', source: OURS },
  transportBytesPerMilli: {
    value: 100_000,
    unit: 'B/ms',
    band: [100_000, 100_000],
    what: 'of a body on its way to the model',
    source: OURS,
  },
  containerRestartSeconds: {
    value: 20,
    unit: 's',
    band: [20, 20],
    what: 'without answers after a container was killed for its memory',
    source: OURS,
  },
  memoryPercent: { value: 20, unit: '%', band: [20, 20], what: 'of the memory in use where the model could not be measured', source: OURS },
  systemMemoryMiB: {
    value: 1024,
    unit: 'MiB',
    band: [1024, 1024],
    what: "of memory that the instance's own agents hold",
    source: `${OURS}; how much is UNCONFIRMED`,
  },
  diskPercent: { value: 10, unit: '%', band: [10, 10], what: 'of the volume in use', source: OURS },
  cpuPercent: { value: 3, unit: '%', band: [3, 3], what: 'of a core in use without a request', source: OURS },
  captureStopsPercent: {
    value: 75,
    unit: '%',
    band: [75, 75],
    what: 'of the volume in use when data capture stops',
    source: 'SageMaker Developer Guide, model-monitor-data-capture-endpoint: keep it under 75 %',
  },
  scaleOutMinutes: {
    value: 3,
    unit: 'min',
    band: [3, 3],
    what: 'above the target until a fleet grows',
    source: 'UNCONFIRMED; target tracking as it is seen to behave',
  },
  scaleInMinutes: {
    value: 15,
    unit: 'min',
    band: [15, 15],
    what: 'below nine tenths of the target until a fleet shrinks by one',
    source: 'UNCONFIRMED; target tracking as it is seen to behave',
  },
  cooldownMinutes: {
    value: 5,
    unit: 'min',
    band: [5, 5],
    what: 'between two changes of a fleet',
    source: 'SageMaker Developer Guide, endpoint-auto-scaling-prerequisites',
  },
  guardrailPollMinutes: {
    value: 1,
    unit: 'min',
    band: [1, 5],
    what: 'between two looks at the rollback alarms while an update bakes',
    source: 'UNCONFIRMED; the SageMaker Developer Guide, deployment-guardrails, names no interval',
  },
  trafficShiftMinutes: {
    value: 1,
    unit: 'min',
    band: [1, 5],
    what: 'until the old fleet of a blue/green update has the traffic back',
    source: `UNCONFIRMED; ${OURS}`,
  },
} as const satisfies Readonly<Record<string, Constant>>;

export type ConstantName = keyof typeof CONSTANTS;

/** The value of each constant in one run. */
export type Physics = Readonly<Record<ConstantName, number>>;

const DEFAULTS = Object.freeze(Object.fromEntries(Object.entries(CONSTANTS).map(([name, { value }]) => [name, value]))) as Physics;

/** The stated values, some of them otherwise. */
export function physics(otherwise: Partial<Physics> = {}): Physics {
  return { ...DEFAULTS, ...otherwise };
}
