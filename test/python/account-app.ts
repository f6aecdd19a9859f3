// An app of somebody else, deployed into an account that an emulator plays: names are made by CloudFormation, except where the emulator
// makes nothing of a type (alarms, scaling) and the judge does it in its place.
import { App, Stack } from 'aws-cdk-lib';
import * as scaling from 'aws-cdk-lib/aws-applicationautoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';

const app = new App();
const stack = new Stack(app, 'Fraud');
const model = new sagemaker.CfnModel(stack, 'Model', {
  executionRoleArn: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') }).roleArn,
  primaryContainer: {
    image: '763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-inference:2.6',
    modelDataUrl: 's3://models/m.tar.gz',
  },
});
const config = new sagemaker.CfnEndpointConfig(stack, 'Config', {
  productionVariants: [
    {
      variantName: 'Blue',
      modelName: model.attrModelName,
      instanceType: 'ml.m5.large',
      initialInstanceCount: 2,
      initialVariantWeight: 1,
    },
  ],
});
const endpoint = new sagemaker.CfnEndpoint(stack, 'Endpoint', { endpointConfigName: config.attrEndpointConfigName });
new cloudwatch.CfnAlarm(stack, 'Slow', {
  alarmName: 'fraud-slow',
  alarmDescription: 'PAGE: the model is slow',
  namespace: 'AWS/SageMaker',
  metricName: 'ModelLatency',
  dimensions: [
    { name: 'EndpointName', value: endpoint.attrEndpointName },
    { name: 'VariantName', value: 'Blue' },
  ],
  statistic: 'Average',
  period: 60,
  evaluationPeriods: 3,
  threshold: 100_000,
  comparisonOperator: 'GreaterThanThreshold',
});
const target = new scaling.CfnScalableTarget(stack, 'Target', {
  serviceNamespace: 'sagemaker',
  scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
  resourceId: `endpoint/${endpoint.attrEndpointName}/variant/Blue`,
  minCapacity: 2,
  maxCapacity: 6,
});
new scaling.CfnScalingPolicy(stack, 'Policy', {
  policyName: 'requests',
  policyType: 'TargetTrackingScaling',
  scalingTargetId: target.ref,
  targetTrackingScalingPolicyConfiguration: {
    targetValue: 3000,
    predefinedMetricSpecification: { predefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
  },
});
app.synth();
