import { instanceFacts, type InstanceFacts } from '../limits/index.js';
import { bounds, parseStatistic, type MetricEntry } from '../metrics/index.js';
import { endpointOf, entriesFor, isSageMaker, watchedMetrics, type WatchedMetric } from './alarms.js';
import { variantsOfConfig } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, textOf } from './template.js';

export const alarmThreshold: Rule = {
  id: 'alarm-threshold',
  severity: 'error',
  when: 'an alarm can never go off, or can never be over, whatever the metric does',
  remedy: 'give a threshold inside the range that the message names',
  source: 'SageMaker Developer Guide, monitoring-cloudwatch (ranges of the metrics)',
  check,
};

/** Whether a comparison can come out true, and whether it can come out false, for a value between least and greatest. */
const OUTCOMES: Readonly<
  Record<string, (threshold: number, min: number, max: number) => { readonly never: boolean; readonly always: boolean }>
> = {
  GreaterThanThreshold: (threshold, min, max) => ({ never: max <= threshold, always: min > threshold }),
  GreaterThanOrEqualToThreshold: (threshold, min, max) => ({ never: max < threshold, always: min >= threshold }),
  LessThanThreshold: (threshold, min, max) => ({ never: min >= threshold, always: max < threshold }),
  LessThanOrEqualToThreshold: (threshold, min, max) => ({ never: min > threshold, always: max <= threshold }),
};

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap((metric) => {
    const { alarm, statistic, name } = metric;
    const threshold = numberOf(alarm.properties['Threshold']);
    const comparison = textOf(alarm.properties['ComparisonOperator']) ?? '';
    const outcome = Object.hasOwn(OUTCOMES, comparison) ? OUTCOMES[comparison] : undefined;
    const entries = metric.compared && isSageMaker(metric) ? entriesFor(template, metric) : [];
    if (threshold === undefined || outcome === undefined || typeof statistic !== 'string' || entries.length === 0) return [];
    const ranges = entries.map((entry) => reachOf(entry, statistic, machineOf(template, metric)));
    const min = Math.min(...ranges.map((range) => range.min));
    const max = Math.max(...ranges.map((range) => range.max));
    const { never, always } = outcome(threshold, min, max);
    // Missing data may be all that such an alarm waits for.
    const waitsForSilence = alarm.properties['TreatMissingData'] === 'breaching';
    if (!always && (!never || waitsForSilence)) return [];
    const range = `${min} to ${Number.isFinite(max) ? max : 'any number'}`;
    return [
      {
        logicalId: alarm.logicalId,
        property: 'Threshold',
        message: `threshold ${threshold} with ${comparison} is ${never ? 'never' : 'always'} reached: ${statistic} of ${textOf(name)} is ${range}; give one inside`,
      },
    ];
  });
}

/** Of the trimmed family a count (TC) and a sum (TS) have no end, and a percentile rank (PR) is a percentage. */
function reachOf(
  entry: MetricEntry,
  statistic: string,
  instance: InstanceFacts | undefined,
): { readonly min: number; readonly max: number } {
  const text = parseStatistic(statistic)?.text.toLowerCase() ?? '';
  if (text.startsWith('pr')) return { min: 0, max: 100 };
  if (text.startsWith('tc') || text.startsWith('ts')) return { min: 0, max: Number.POSITIVE_INFINITY };
  return bounds(entry, statistic, instance);
}

/** The machine of the variant, where all variants that can be meant have the same. */
function machineOf(template: Template, metric: WatchedMetric): InstanceFacts | undefined {
  const config = endpointOf(template, metric)?.config;
  const variantName = metric.dimensions.find(({ name }) => name === 'VariantName')?.value;
  const types = (config === undefined ? [] : variantsOfConfig(config))
    .filter(({ name }) => name === variantName)
    .map(({ variant }) => textOf(variant['InstanceType']));
  return types.length === 1 && types[0] !== undefined ? instanceFacts(types[0]) : undefined;
}
