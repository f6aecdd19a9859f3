import { instanceFacts, type InstanceFacts } from '../limits/index.js';
import { bounds } from '../metrics/index.js';
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
    const outcome = OUTCOMES[textOf(alarm.properties['ComparisonOperator']) ?? ''];
    const entries = metric.compared && isSageMaker(metric) ? entriesFor(template, metric) : [];
    if (threshold === undefined || outcome === undefined || typeof statistic !== 'string' || entries.length === 0) return [];
    const ranges = entries.map((entry) => bounds(entry, statistic, machineOf(template, metric)));
    const min = Math.min(...ranges.map((range) => range.min));
    const max = Math.max(...ranges.map((range) => range.max));
    const { never, always } = outcome(threshold, min, max);
    if (!never && !always) return [];
    const range = `${min} to ${Number.isFinite(max) ? max : 'any number'}`;
    return [
      {
        logicalId: alarm.logicalId,
        property: 'Threshold',
        message: `threshold ${threshold} with ${String(alarm.properties['ComparisonOperator'])} is ${never ? 'never' : 'always'} reached: ${statistic} of ${String(name)} is ${range}; give one inside`,
      },
    ];
  });
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
