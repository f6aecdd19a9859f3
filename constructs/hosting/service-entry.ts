import { Stack } from 'aws-cdk-lib';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { SERVICE_ENTRY_VERSION, type ServiceEntry, type ServiceModel } from '../../core/service/entry.js';
import type { DeclaredVariant } from './declared-variant.js';
import type { ServicePromise } from './service-promise.js';

/** What the template of an endpoint cannot say; the logical id is a token until the assembly is written. */
export function serviceEntry(
  { latency, traffic }: ServicePromise,
  endpoint: CfnEndpoint,
  variants: readonly DeclaredVariant[],
): ServiceEntry {
  return {
    version: SERVICE_ENTRY_VERSION,
    mode: 'real-time',
    endpointLogicalId: Stack.of(endpoint).getLogicalId(endpoint),
    ...(latency === undefined ? {} : { latencyMillis: latency.toMilliseconds() }),
    ...(traffic === undefined ? {} : { traffic: { perMinute: traffic.perMinute, quietestPerMinute: traffic.quietestPerMinute } }),
    models: variants.flatMap(modelEntries),
  };
}

function modelEntries(variant: DeclaredVariant): ServiceModel[] {
  return variant.containers.map(({ folder, digest, standIn }, container) => ({
    variant: variant.options.name,
    container,
    ...(folder === undefined ? {} : { folder }),
    ...(digest === undefined ? {} : { digest }),
    ...(standIn === undefined ? {} : { standIn: standIn._bind(variant) }),
  }));
}
