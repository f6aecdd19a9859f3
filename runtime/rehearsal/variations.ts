import { CONSTANT_BANDS, DEFAULT_CONSTANTS, type AlarmDefinition } from '../../core/alarms/index.js';
import { CONSTANTS, type Constant, type ConstantName } from '../simulation/constants.js';
import type { Variation } from './bench.js';

/** One constant that nobody publishes, at one end of its band. */
export interface NamedVariation {
  readonly constant: string;
  /** The end, as a text: `10 min`. */
  readonly at: string;
  /** The value that is usually taken, as a text. */
  readonly usually: string;
  readonly variation: Variation;
  /** Whether healthy days could be otherwise too: no instance starts on them. */
  readonly onHealthyDays: boolean;
}

interface Varied {
  readonly name: ConstantName;
  readonly onHealthyDays: boolean;
}

/** Constants of the simulation on which whether an alarm goes off could depend. */
const VARIED: readonly Varied[] = [
  { name: 'metricDelayMinutes', onHealthyDays: true },
  { name: 'idleUnknown', onHealthyDays: true },
  { name: 'startUpMinutes', onHealthyDays: false },
  { name: 'unhealthyMinutes', onHealthyDays: false },
];

/** Both ends of every band that can make a difference to some alarms. */
export function variationsFor(alarms: readonly AlarmDefinition[], workers: WorkersBand | undefined): NamedVariation[] {
  return [...ofSimulation(VARIED), ...alarmVariations(alarms), ...ofWorkers(workers)];
}

/** What can make a difference to alarms on updates besides. */
export function updateVariations(alarms: readonly AlarmDefinition[], workers: WorkersBand | undefined): NamedVariation[] {
  return [...variationsFor(alarms, workers), ...ofSimulation([{ name: 'guardrailPollMinutes', onHealthyDays: true }])];
}

/** How many requests an instance takes at once, where nothing says it. */
export interface WorkersBand {
  readonly usual: number;
  readonly most: number;
}

/** When alarms see what was published. */
export function delayVariations(): NamedVariation[] {
  return ofSimulation([{ name: 'metricDelayMinutes', onHealthyDays: true }]);
}

function ofSimulation(varied: readonly Varied[]): NamedVariation[] {
  return varied.flatMap(({ name, onHealthyDays }) => endsOf(name, CONSTANTS[name], (end) => ({ physics: { [name]: end } }), onHealthyDays));
}

/** The ends of a band other than what is usually taken. */
export function endsOf(
  constant: string,
  { value, band, unit }: Constant,
  variation: (end: number) => Variation,
  onHealthyDays = true,
): NamedVariation[] {
  return band
    .filter((end) => end !== value)
    .map((end) => ({ constant, at: `${end} ${unit}`, usually: `${value} ${unit}`, variation: variation(end), onHealthyDays }));
}

/** How CloudWatch evaluates, as far as it is not published; what no alarm here uses makes no difference. */
export function alarmVariations(alarms: readonly AlarmDefinition[]): NamedVariation[] {
  const metrics = alarms.filter((alarm) => alarm.kind === 'metric');
  const matters: Readonly<Record<keyof typeof CONSTANT_BANDS, boolean>> = {
    evaluationRange: metrics.length > 0,
    premature: metrics.some(({ missingData }) => missingData === 'missing'),
    lowSamples: metrics.some(({ lowSamples }) => lowSamples === 'ignore'),
    ifWithoutFalse: metrics.some(({ watched }) => watched.kind === 'math' && JSON.stringify(watched.expression).includes('IF')),
    precedence: alarms.some(
      (alarm) => alarm.kind === 'composite' && JSON.stringify(alarm.rule).includes('OR') && JSON.stringify(alarm.rule).includes('AND'),
    ),
  };
  return (Object.keys(CONSTANT_BANDS) as (keyof typeof CONSTANT_BANDS)[])
    .filter((name) => matters[name])
    .flatMap((name) =>
      CONSTANT_BANDS[name]
        .filter((value) => JSON.stringify(value) !== JSON.stringify(DEFAULT_CONSTANTS[name]))
        .map((value) => ({
          constant: name,
          at: shown(value),
          usually: shown(DEFAULT_CONSTANTS[name]),
          variation: { alarms: { [name]: value } },
          onHealthyDays: name !== 'precedence',
        })),
    );
}

function ofWorkers(workers: WorkersBand | undefined): NamedVariation[] {
  if (workers === undefined || workers.most === workers.usual) return [];
  return [
    {
      constant: 'workers',
      at: String(workers.most),
      usually: String(workers.usual),
      variation: { workers: workers.most },
      onHealthyDays: true,
    },
  ];
}

function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { extra = 0, atLeast = 0 } = value as { extra?: number; atLeast?: number };
  return atLeast > 0 ? `at least ${atLeast} periods` : `${extra} periods more`;
}
