import type { Construct } from 'constructs';
import { findMetric } from '../../core/metrics/index.js';
import type { ServiceVariant } from '../hosting/model-service.js';
import { ClientErrorAlarm, ErrorAlarm } from './error-alarm.js';
import { InstancesLostAlarm } from './instances-lost-alarm.js';
import { LatencyAlarm } from './latency-alarm.js';
import { OverheadAlarm } from './overhead-alarm.js';
import type { AlarmOptions } from './alarm-options.js';
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
  { errorRate, clientErrorRate, silentFor }: StandardAlarmOptions,
): AlarmsBySeverity {
  const { mode, promised } = options.service;
  const { latency, traffic } = promised;
  const id = (name: string): string => (several ? `${variantName}${name}` : name);
  const has = ({ metricName }: ServiceMetric): boolean => findMetric(mode, metricName) !== undefined;
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
      ...(has(ServiceMetric.MEMORY_UTILIZATION) ? [new MemoryAlarm(scope, id('Memory'), options)] : []),
      ...(has(ServiceMetric.DISK_UTILIZATION) ? [new DiskAlarm(scope, id('Disk'), options)] : []),
    ],
    tickets: [
      ...(has(ServiceMetric.INVOCATIONS) ? [new ClientErrorAlarm(scope, id('ClientErrors'), { ...options, rate: clientErrorRate })] : []),
      ...(machine !== undefined && has(ServiceMetric.CPU_UTILIZATION) ? [new CpuAlarm(scope, id('Cpu'), options)] : []),
      ...(machine !== undefined && machine.gpus > 0 && has(ServiceMetric.GPU_UTILIZATION) ? [new GpuAlarm(scope, id('Gpu'), options)] : []),
      ...(minimumInstances !== undefined && has(ServiceMetric.CPU_UTILIZATION)
        ? [new InstancesLostAlarm(scope, id('InstancesLost'), options)]
        : []),
    ],
  };
}
