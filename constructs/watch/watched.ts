import { Token, type Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SlipwayError } from '../../core/errors/index.js';
import { instanceFacts, type InstanceFacts } from '../../core/limits/index.js';
import type { ServiceVariant } from '../hosting/model-service.js';
import type { AlarmOptions } from './alarm-options.js';
import { metricOf } from './metric-of.js';
import type { ServiceMetric } from './service-metric.js';

/** What alarms watch: a variant, and of it perhaps only what an update has just brought up. */
export type Watched = AlarmOptions & { readonly endpointConfigName?: string };

/** The variant that an alarm is about. */
export function watchedVariant({ service, variantName }: AlarmOptions): ServiceVariant {
  const { variants } = service;
  const found =
    variantName === undefined
      ? variants.length === 1
        ? variants[0]
        : undefined
      : variants.find((variant) => variant.variantName === variantName);
  if (found !== undefined) return found;
  const names = variants.map((variant) => variant.variantName).join(', ');
  throw new SlipwayError(
    'alarm-variant',
    variantName === undefined
      ? `the service has variants ${names}; say with variantName which one is watched`
      : `there is no variant '${variantName}'; the service has ${names}`,
    { path: service.node.path },
  );
}

/** A metric of the watched variant. */
export function watchedMetric(options: Watched, metric: ServiceMetric, statistic: string, period: Duration): cloudwatch.Metric {
  const { variantName } = watchedVariant(options);
  return metricOf(options.service, metric, { statistic, period }, { variantName, endpointConfigName: options.endpointConfigName });
}

/** What is known of the machines of the watched variant. */
export function factsOf(options: AlarmOptions): InstanceFacts | undefined {
  const name = watchedVariant(options).instanceType?.instanceTypeName;
  return name === undefined || Token.isUnresolved(name) ? undefined : instanceFacts(name);
}
