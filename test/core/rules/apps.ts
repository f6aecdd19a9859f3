import { App, Stack, type CfnResource } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from '../../../core/rules/index';

const ROLE = 'arn:aws:iam::123456789012:role/models';

/** The template of an app of a few generated constructs, as CDK writes it, validation left out. */
export function templateOf(declare: (stack: Stack) => void): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'slipway-rules-'));
  try {
    const app = new App({ outdir });
    const stack = new Stack(app, 'App');
    declare(stack);
    return app.synth().getStackArtifact(stack.artifactId).template as Template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function model(stack: Stack, id: string = 'Model', props: Partial<sagemaker.CfnModelProps> = {}): sagemaker.CfnModel {
  return new sagemaker.CfnModel(stack, id, { executionRoleArn: ROLE, primaryContainer: { image: 'image' }, ...props });
}

type Variant = Partial<sagemaker.CfnEndpointConfig.ProductionVariantProperty>;

/** An endpoint with its configuration; `AllTraffic` on ml.m5.large unless told otherwise. */
export function endpoint(
  stack: Stack,
  variants: readonly Variant[] = [{}],
  config: Partial<sagemaker.CfnEndpointConfigProps> = {},
  props: Partial<sagemaker.CfnEndpointProps> = {},
): sagemaker.CfnEndpoint {
  const serving = stack.node.tryFindChild('Model') === undefined ? model(stack) : (stack.node.findChild('Model') as sagemaker.CfnModel);
  const endpointConfig = new sagemaker.CfnEndpointConfig(stack, 'Config', {
    productionVariants: variants.map((variant) => ({
      variantName: 'AllTraffic',
      modelName: serving.attrModelName,
      instanceType: 'ml.m5.large',
      initialInstanceCount: 1,
      initialVariantWeight: 1,
      ...variant,
    })),
    ...config,
  });
  return new sagemaker.CfnEndpoint(stack, 'Endpoint', {
    endpointConfigName: endpointConfig.attrEndpointConfigName,
    endpointName: 'spam',
    ...props,
  });
}

export const ASYNC: Partial<sagemaker.CfnEndpointConfigProps> = { asyncInferenceConfig: { outputConfig: { s3OutputPath: 's3://out/' } } };
export const SERVERLESS: Variant = {
  instanceType: undefined,
  initialInstanceCount: undefined,
  serverlessConfig: { memorySizeInMb: 2048, maxConcurrency: 5 },
};

/** An alarm on the p99 of ModelLatency of `spam`. */
export function alarm(stack: Stack, props: Partial<cloudwatch.CfnAlarmProps> = {}): cloudwatch.CfnAlarm {
  const statistic = props.statistic === undefined && props.extendedStatistic === undefined ? { extendedStatistic: 'p99' } : {};
  return new cloudwatch.CfnAlarm(stack, 'Alarm', {
    namespace: 'AWS/SageMaker',
    metricName: 'ModelLatency',
    dimensions: [
      { name: 'EndpointName', value: 'spam' },
      { name: 'VariantName', value: 'AllTraffic' },
    ],
    period: 300,
    evaluationPeriods: 5,
    threshold: 100_000,
    comparisonOperator: 'GreaterThanThreshold',
    ...statistic,
    ...props,
  });
}

export function target(
  stack: Stack,
  scaled: sagemaker.CfnEndpoint,
  props: Partial<scaling.CfnScalableTargetProps> = {},
): scaling.CfnScalableTarget {
  return new scaling.CfnScalableTarget(stack, 'Target', {
    serviceNamespace: 'sagemaker',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: `endpoint/${scaled.attrEndpointName}/variant/AllTraffic`,
    minCapacity: 1,
    maxCapacity: 3,
    ...props,
  });
}

export function policy(stack: Stack, of: CfnResource, metric: string): scaling.CfnScalingPolicy {
  return new scaling.CfnScalingPolicy(stack, 'Policy', {
    policyName: 'requests',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: of.ref,
    targetTrackingScalingPolicyConfiguration: { targetValue: 100, predefinedMetricSpecification: { predefinedMetricType: metric } },
  });
}

/** A policy that keeps a metric near a target which it describes itself. */
export function tracking(
  stack: Stack,
  id: string,
  of: CfnResource,
  metric: Pick<scaling.CfnScalingPolicy.CustomizedMetricSpecificationProperty, 'metricName' | 'namespace' | 'dimensions'>,
  targetValue: number,
): scaling.CfnScalingPolicy {
  return new scaling.CfnScalingPolicy(stack, id, {
    policyName: id,
    policyType: 'TargetTrackingScaling',
    scalingTargetId: of.ref,
    targetTrackingScalingPolicyConfiguration: { targetValue, customizedMetricSpecification: { ...metric, statistic: 'Average' } },
  });
}

export function stepPolicy(
  stack: Stack,
  of: CfnResource,
  stepAdjustments: scaling.CfnScalingPolicy.StepAdjustmentProperty[],
  adjustmentType: string = 'ChangeInCapacity',
): scaling.CfnScalingPolicy {
  return new scaling.CfnScalingPolicy(stack, 'Steps', {
    policyName: 'steps',
    policyType: 'StepScaling',
    scalingTargetId: of.ref,
    stepScalingPolicyConfiguration: { adjustmentType, stepAdjustments },
  });
}
