import type { CapturePlan, ServicePlan, VariantPlan } from '../../plan.js';

/** What DescribeEndpointConfig answers of the configuration behind an endpoint. Fields as in botocore 1.43.107, DescribeEndpointConfigOutput. */
export function describeEndpointConfig(plan: ServicePlan, openedMillis: number): Readonly<Record<string, unknown>> {
  const { configName = '', region, account, variants, shadow, capture } = plan;
  return {
    EndpointConfigName: configName,
    EndpointConfigArn: `arn:aws:sagemaker:${region}:${account}:endpoint-config/${configName}`,
    ProductionVariants: variants.map(declaredVariant),
    ...(shadow === undefined ? {} : { ShadowProductionVariants: [declaredVariant(shadow)] }),
    ...(capture === undefined ? {} : { DataCaptureConfig: declaredCapture(capture) }),
    CreationTime: openedMillis / 1000,
  };
}

function declaredVariant({ name, weight, instances, instanceType }: VariantPlan): unknown {
  return {
    VariantName: name,
    InitialInstanceCount: instances,
    InitialVariantWeight: weight,
    ...(instanceType === undefined ? {} : { InstanceType: instanceType }),
  };
}

function declaredCapture({ sampling, destination, input, output, csvContentTypes, jsonContentTypes }: CapturePlan): unknown {
  return {
    EnableCapture: true,
    InitialSamplingPercentage: sampling,
    DestinationS3Uri: destination,
    CaptureOptions: [...(input ? [{ CaptureMode: 'Input' }] : []), ...(output ? [{ CaptureMode: 'Output' }] : [])],
    CaptureContentTypeHeader: {
      ...(csvContentTypes.length === 0 ? {} : { CsvContentTypes: csvContentTypes }),
      ...(jsonContentTypes.length === 0 ? {} : { JsonContentTypes: jsonContentTypes }),
    },
  };
}
