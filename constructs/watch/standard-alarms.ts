import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Freshness } from '../batch/freshness.js';
import type { ServiceVariant } from '../hosting/model-service.js';
import { ClientErrorAlarm, ErrorAlarm } from './error-alarm.js';
import { InstancesLostAlarm } from './instances-lost-alarm.js';
import { LatencyAlarm } from './latency-alarm.js';
import { OverheadAlarm } from './overhead-alarm.js';
import type { AlarmOptions } from './alarm-options.js';
import { isWatchable } from './metric-of.js';
import { DeadLetterAlarm, InputLateAlarm, RejectedAlarm, RowsLostAlarm, RunFailedAlarm, SlowRunAlarm, StaleAlarm } from './run-alarms.js';
import { CpuAlarm, DiskAlarm, GpuAlarm, MemoryAlarm } from './saturation-alarm.js';
import type { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { silenceFor } from './silence.js';
import { SilenceAlarm } from './silence-alarm.js';
import type { StandardAlarmOptions } from './standard-alarm-options.js';
import { factsOf } from './watched.js';

/** The alarms of a plan, by what they are worth. */
export interface AlarmsBySeverity {
  readonly pages: ServiceAlarm[];
  readonly tickets: ServiceAlarm[];
}

/**
 * The default alarms of an online service; what its mode does not publish, and what depends on an unknown instance type, is left out. With
 * several variants each has its own.
 */
export function standardAlarms(
  scope: Construct,
  options: Omit<AlarmOptions, 'notify' | 'variantName'>,
  thresholds: StandardAlarmOptions,
): AlarmsBySeverity {
  const { variants } = options.service;
  const parts = variants.map((variant) =>
    variantAlarms(scope, { ...options, variantName: variant.variantName }, variant, variants.length > 1, thresholds),
  );
  return { pages: parts.flatMap(({ pages }) => pages), tickets: parts.flatMap(({ tickets }) => tickets) };
}

function variantAlarms(
  scope: Construct,
  options: AlarmOptions,
  { variantName, minimumInstances }: ServiceVariant,
  several: boolean,
  { errorRate, clientErrorRate, silentFor, rejectedRate = REJECTED_RATE, inputOlderThan }: StandardAlarmOptions,
): AlarmsBySeverity {
  const { latency, traffic, refreshed } = options.service.promised;
  const id = (name: string): string => (several ? `${variantName}${name}` : name);
  const has = (metric: ServiceMetric): boolean => isWatchable(options.service, metric);
  const machine = factsOf(options);
  return {
    pages: [
      ...(latency !== undefined ? [new LatencyAlarm(scope, id('Latency'), { ...options, below: latency })] : []),
      ...(latency !== undefined && has(ServiceMetric.OVERHEAD_LATENCY)
        ? [new OverheadAlarm(scope, id('Overhead'), { ...options, below: latency })]
        : []),
      ...(has(ServiceMetric.INVOCATIONS) ? [new ErrorAlarm(scope, id('Errors'), { ...options, rate: errorRate })] : []),
      ...(traffic !== undefined && has(ServiceMetric.INVOCATIONS)
        ? [new SilenceAlarm(scope, id('Silence'), { ...options, silentFor: silentFor ?? silenceFor(traffic) })]
        : []),
      ...(has(ServiceMetric.RUN_FAILED) ? [new RunFailedAlarm(scope, id('RunFailed'), options)] : []),
      ...(has(ServiceMetric.REFRESH_OVERDUE) ? [new StaleAlarm(scope, id('Stale'), options)] : []),
      ...(has(ServiceMetric.MEMORY_UTILIZATION) ? [new MemoryAlarm(scope, id('Memory'), options)] : []),
      ...(has(ServiceMetric.DISK_UTILIZATION) ? [new DiskAlarm(scope, id('Disk'), options)] : []),
    ],
    tickets: [
      ...(has(ServiceMetric.REJECTED_RATE) ? [new RejectedAlarm(scope, id('Rejected'), { ...options, above: rejectedRate })] : []),
      ...(has(ServiceMetric.ROWS_LOST) ? [new RowsLostAlarm(scope, id('RowsLost'), options)] : []),
      ...(has(ServiceMetric.DURATION_RATIO) ? [new SlowRunAlarm(scope, id('SlowRun'), options)] : []),
      ...(has(ServiceMetric.INPUT_AGE)
        ? [new InputLateAlarm(scope, id('InputLate'), { ...options, olderThan: inputOlderThan ?? inputAgeFor(refreshed) })]
        : []),
      ...(has(ServiceMetric.DEAD_LETTERS) ? [new DeadLetterAlarm(scope, id('DeadLetters'), options)] : []),
      ...(has(ServiceMetric.INVOCATIONS) ? [new ClientErrorAlarm(scope, id('ClientErrors'), { ...options, rate: clientErrorRate })] : []),
      ...(machine !== undefined && has(ServiceMetric.CPU_UTILIZATION) ? [new CpuAlarm(scope, id('Cpu'), options)] : []),
      ...(machine !== undefined && machine.gpus > 0 && has(ServiceMetric.GPU_UTILIZATION) ? [new GpuAlarm(scope, id('Gpu'), options)] : []),
      ...(minimumInstances !== undefined && has(ServiceMetric.CPU_UTILIZATION)
        ? [new InstancesLostAlarm(scope, id('InstancesLost'), options)]
        : []),
    ],
  };
}

/** Share of records that may be set aside. */
const REJECTED_RATE = 0.001;
/** A daily input may come two hours later than the day before. */
const A_DAY_AND_MORE = Duration.hours(26);

/** Input comes as often as results are promised; twice that long nothing is late. */
function inputAgeFor(refreshed: Freshness | undefined): Duration {
  const rule = refreshed?._rule;
  return rule?.kind === 'within' ? Duration.seconds(2 * rule.seconds) : A_DAY_AND_MORE;
}
