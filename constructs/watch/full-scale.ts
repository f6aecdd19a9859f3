import { SlipwayError } from '../../core/errors/index.js';
import { bounds, findMetric } from '../../core/metrics/index.js';
import type { AlarmOptions } from './alarm-options.js';
import type { ServiceMetric } from './service-metric.js';
import { factsOf, watchedVariant } from './watched.js';

const PERCENT = 100;

/** What a metric shows when everything is in use: 100, times GPUs or the cores that the server can use where it sums over them. */
export function fullScaleOf(watched: AlarmOptions, { metricName }: ServiceMetric, statistic: string): number {
  const entry = findMetric(watched.service.mode, metricName);
  const { max } = entry === undefined ? { max: Number.NaN } : bounds(entry, statistic, factsOf(watched));
  const { cores } = watchedVariant(watched);
  if (Number.isFinite(max)) return entry?.range.per === 'vcpu' && cores !== undefined ? Math.min(max, PERCENT * cores) : max;
  throw new SlipwayError(
    'alarm-instance',
    `${metricName} sums over cores or GPUs, and it is not known how many the variant has; give a known instance type (fromEndpointAttributes for an import), or leave this out`,
    { path: watched.service.node.path },
  );
}
