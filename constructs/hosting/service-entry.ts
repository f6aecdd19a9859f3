import { Stack } from 'aws-cdk-lib';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { SERVICE_ENTRY_VERSION, type ServiceEntry, type ServiceModel } from '../../core/service/entry.js';
import type { DeclaredModel } from './declared-model.js';
import type { ServicePromise } from './service-promise.js';

/** What the template of an endpoint cannot say; the logical id is a token until the assembly is written. */
export function serviceEntry({ latency, traffic }: ServicePromise, endpoint: CfnEndpoint, models: readonly DeclaredModel[]): ServiceEntry {
  return {
    version: SERVICE_ENTRY_VERSION,
    mode: 'real-time',
    endpointLogicalId: Stack.of(endpoint).getLogicalId(endpoint),
    ...(latency === undefined ? {} : { latencyMillis: latency.toMilliseconds() }),
    ...(traffic === undefined ? {} : { traffic: { perMinute: traffic.perMinute, quietestPerMinute: traffic.quietestPerMinute } }),
    models: models.flatMap(modelEntries),
  };
}

function modelEntries(model: DeclaredModel): ServiceModel[] {
  return model.containers.map(({ folder, digest, standIn }, container) => ({
    variant: model.variantName,
    container,
    ...(folder === undefined ? {} : { folder }),
    ...(digest === undefined ? {} : { digest }),
    ...(standIn === undefined ? {} : { standIn: standIn._bind(model) }),
  }));
}
