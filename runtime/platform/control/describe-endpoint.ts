import type { CapturePlan, ServicePlan, VariantPlan } from '../../plan.js';

/** What DescribeEndpoint answers of an endpoint that runs here: always in service. Fields as in botocore 1.43.107, DescribeEndpointOutput. */
export function describeEndpoint(plan: ServicePlan, openedMillis: number): Readonly<Record<string, unknown>> {
  const { endpointName, configName, region, account, variants, shadow, capture } = plan;
  // The protocol counts time in seconds.
  const opened = openedMillis / 1000;
  return {
    EndpointName: endpointName,
    EndpointArn: `arn:aws:sagemaker:${region}:${account}:endpoint/${endpointName}`,
    ...(configName === undefined ? {} : { EndpointConfigName: configName }),
    ProductionVariants: variants.map(variantSummary),
    ...(shadow === undefined ? {} : { ShadowProductionVariants: [variantSummary(shadow)] }),
    ...(capture === undefined ? {} : { DataCaptureConfig: captureSummary(capture) }),
    EndpointStatus: 'InService',
    CreationTime: opened,
    LastModifiedTime: opened,
  };
}

function variantSummary({ name, weight, instances, containers }: VariantPlan): unknown {
  return {
    VariantName: name,
    DeployedImages: containers.map(({ image }) => ({ SpecifiedImage: image })),
    CurrentWeight: weight,
    DesiredWeight: weight,
    CurrentInstanceCount: instances,
    DesiredInstanceCount: instances,
  };
}

function captureSummary({ sampling, destination }: CapturePlan): unknown {
  // The service requires a key in its answer; here nothing is encrypted.
  return {
    EnableCapture: true,
    CaptureStatus: 'Started',
    CurrentSamplingPercentage: sampling,
    DestinationS3Uri: destination,
    KmsKeyId: '',
  };
}
