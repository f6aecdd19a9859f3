import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import type { AlarmDefinition, AlarmOptions } from './alarm-options.js';
import { fullScaleOf } from './full-scale.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric } from './watched.js';

/** How full is too full. */
export interface SaturationAlarmProps extends AlarmOptions {
  /**
   * Percent of what there is, above 0 and below 100. For CPU and GPU it is of all cores and all GPUs together.
   *
   * @default 85, of a disk 70
   */
  readonly percent?: number;
}

/** Kills show in minutes: the fullest instance, three minutes of five. */
const FILLING = Object.freeze({ statistic: 'Maximum', period: Duration.minutes(1), needed: 3, of: 5 });
/** Load comes and goes: the average of the fleet over 25 minutes. */
const LOADED = Object.freeze({ statistic: 'Average', period: Duration.minutes(5), needed: 5, of: 5 });
const DEFAULTS = Object.freeze({ percent: 85, diskPercent: 70 });

interface Saturation {
  readonly metric: ServiceMetric;
  readonly window: typeof FILLING | typeof LOADED;
  readonly defaultPercent: number;
  readonly of: string;
  readonly remedy: string;
}

/** The fullest instance is about to run out of memory. */
export class MemoryAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: SaturationAlarmProps) {
    super(scope, id, props, saturation(props, MEMORY));
  }
}

/** The fullest instance is about to run out of disk; data capture stops before it does. */
export class DiskAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: SaturationAlarmProps) {
    super(scope, id, props, saturation(props, DISK));
  }
}

/**
 * All cores are busy that the server can use. The metric sums over cores, so the threshold is the percentage × vCPU, or × 1 for a server that
 * answers in one process: more than one core it never shows.
 */
export class CpuAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: SaturationAlarmProps) {
    super(scope, id, props, saturation(props, CPU));
  }
}

/** All GPUs are busy. The metric sums over GPUs, so the threshold is the percentage × GPUs. */
export class GpuAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: SaturationAlarmProps) {
    super(scope, id, props, saturation(props, GPU));
  }
}

const MEMORY: Saturation = {
  metric: ServiceMetric.MEMORY_UTILIZATION,
  window: FILLING,
  defaultPercent: DEFAULTS.percent,
  of: 'memory',
  remedy: 'see whether it grows with time (a leak: redeploy, then find it) or with load (larger instances)',
};
const DISK: Saturation = {
  metric: ServiceMetric.DISK_UTILIZATION,
  window: FILLING,
  defaultPercent: DEFAULTS.diskPercent,
  of: 'disk',
  remedy: 'find what writes to the volume, logs most often; at 75 % data capture stops',
};
const CPU: Saturation = {
  metric: ServiceMetric.CPU_UTILIZATION,
  window: LOADED,
  defaultPercent: DEFAULTS.percent,
  of: 'CPU',
  remedy: 'more instances, or a higher maximum where they scale; latency follows when this stays',
};
const GPU: Saturation = { ...CPU, metric: ServiceMetric.GPU_UTILIZATION, of: 'GPU' };

function saturation(props: SaturationAlarmProps, { metric, window, defaultPercent, of, remedy }: Saturation): AlarmDefinition {
  const { percent = defaultPercent, service } = props;
  if (!(percent > 0 && percent < 100)) {
    throw new SlipwayError('alarm-percent', `${percent} % of the ${of} is not accepted; give above 0 and below 100`, {
      path: service.node.path,
    });
  }
  return {
    metric: watchedMetric(props, metric, window.statistic, window.period),
    threshold: (percent / 100) * fullScaleOf(props, metric, window.statistic),
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    needed: window.needed,
    of: window.of,
    missing: cloudwatch.TreatMissingData.NOT_BREACHING,
    broke: `${of} is more than ${percent} % full`,
    remedy,
  };
}
