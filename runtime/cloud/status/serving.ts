import type { DescribeEndpointOutput, ProductionVariant, ProductionVariantSummary } from '@aws-sdk/client-sagemaker';
import type { SageMaker } from '../sagemaker.js';
import { definitionsOf } from './declared.js';
import type { ContainerDefinition, ServedDefinition } from './definition.js';
import type { Serving } from './report.js';
import { serverlessText } from './serverless-text.js';

/** What SageMaker holds of an endpoint. */
export interface ServingEndpoint {
  readonly endpoint: DescribeEndpointOutput;
  readonly serving: Serving<ContainerDefinition>;
  /** Whether capture is on its way to S3; null where none is configured. */
  readonly capturing: boolean | null;
}

/** Describes an endpoint with its configuration and its models; undefined where there is none. */
export async function servingOf(sagemaker: SageMaker, endpointName: string): Promise<ServingEndpoint | undefined> {
  const endpoint = await sagemaker.endpoint(endpointName);
  if (endpoint === undefined) return undefined;
  const configName = endpoint.EndpointConfigName ?? '';
  const config = configName === '' ? undefined : await sagemaker.endpointConfig(configName);
  const models = new Map<string, ContainerDefinition[]>();
  const variants: ServedDefinition[] = [];
  const all: [ProductionVariant, ProductionVariantSummary | undefined, boolean][] = [
    ...(config?.ProductionVariants ?? []).map(withSummary(endpoint.ProductionVariants, false)),
    ...(config?.ShadowProductionVariants ?? []).map(withSummary(endpoint.ShadowProductionVariants, true)),
  ];
  for (const [variant, summary, shadow] of all) {
    const { ModelName: modelName = '' } = variant;
    if (modelName !== '' && !models.has(modelName)) models.set(modelName, definitionsOf({ ...(await sagemaker.model(modelName)) }));
    variants.push({
      name: variant.VariantName ?? '',
      shadow,
      instanceType: variant.InstanceType ?? null,
      serverless: serverlessText(summary?.CurrentServerlessConfig ?? variant.ServerlessConfig),
      instances: summary?.CurrentInstanceCount ?? null,
      desiredInstances: summary?.DesiredInstanceCount ?? null,
      scaling: null,
      weight: summary?.CurrentWeight ?? variant.InitialVariantWeight ?? 1,
      containers: models.get(modelName) ?? [],
    });
  }
  const capture = endpoint.DataCaptureConfig;
  return {
    endpoint,
    serving: { configName, variants, capturePercent: capture?.EnableCapture === true ? (capture.CurrentSamplingPercentage ?? null) : null },
    capturing: capture === undefined ? null : capture.EnableCapture === true && capture.CaptureStatus !== 'Stopped',
  };
}

function withSummary(
  summaries: readonly ProductionVariantSummary[] = [],
  shadow: boolean,
): (variant: ProductionVariant) => [ProductionVariant, ProductionVariantSummary | undefined, boolean] {
  return (variant) => [variant, summaries.find(({ VariantName }) => VariantName === variant.VariantName), shadow];
}
