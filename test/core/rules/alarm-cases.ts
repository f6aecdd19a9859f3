import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { alarm, ASYNC, endpoint } from './apps';
import type { Case } from './cases';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:oncall';

export const ALARM_CASES: Readonly<Record<string, Case>> = {
  'alarm-metric': {
    passes: (stack) => {
      endpoint(stack);
      alarm(stack);
    },
    fails: [
      { app: (stack) => alarm(stack, { metricName: 'Latency' }), says: ["'Latency'"] },
      // Found in published code: async endpoints do not publish it.
      {
        app: (stack) => {
          endpoint(stack, [{}], ASYNC);
          alarm(stack, { metricName: 'InvocationsPerInstance', statistic: 'Sum' });
        },
        says: ['async', 'InvocationsPerInstance', 'ApproximateBacklogSize'],
      },
      {
        app: (stack) => alarm(stack, { metricName: 'CPUUtilization', statistic: 'Average' }),
        says: ["'AWS/SageMaker'", "'/aws/sagemaker/Endpoints'"],
      },
    ],
  },
  'alarm-statistic': {
    passes: (stack) => alarm(stack, { extendedStatistic: 'p99.9' }),
    fails: [
      { app: (stack) => alarm(stack, { extendedStatistic: 'p101' }), says: ["'p101'", 'p0 to p100'] },
      { app: (stack) => alarm(stack, { metricName: 'OverheadLatency' }), says: ['OverheadLatency has no p99', 'Average'] },
    ],
  },
  'alarm-dimensions': {
    passes: (stack) => alarm(stack),
    fails: [
      {
        app: (stack) =>
          alarm(stack, {
            dimensions: [
              { name: 'Endpoint', value: 'spam' },
              { name: 'Variant', value: 'AllTraffic' },
            ],
          }),
        says: ['Endpoint + Variant', 'EndpointName + VariantName'],
      },
      { app: (stack) => alarm(stack, { dimensions: [{ name: 'EndpointName', value: 'spam' }] }), says: ['under EndpointName;'] },
    ],
  },
  'alarm-dimension-value': {
    passes: (stack) => {
      const { attrEndpointName } = endpoint(stack);
      alarm(stack, {
        dimensions: [
          { name: 'EndpointName', value: attrEndpointName },
          { name: 'VariantName', value: 'AllTraffic' },
        ],
      });
    },
    fails: [
      {
        app: (stack) => {
          const { ref } = endpoint(stack);
          alarm(stack, {
            dimensions: [
              { name: 'EndpointName', value: ref },
              { name: 'VariantName', value: 'AllTraffic' },
            ],
          });
        },
        says: ['ARN', 'Fn::GetAtt Endpoint.EndpointName'],
      },
    ],
  },
  'alarm-unit': {
    passes: (stack) => alarm(stack, { unit: 'Microseconds' }),
    fails: [{ app: (stack) => alarm(stack, { unit: 'Milliseconds' }), says: ["'Milliseconds'", 'Microseconds'] }],
  },
  'alarm-threshold': {
    passes: (stack) => alarm(stack, { metricName: 'Invocation5XXErrors', statistic: 'Average', threshold: 0.05 }),
    fails: [
      // AWS's own guardrail example: the Average of a 0/1 metric is at most 1.
      {
        app: (stack) => alarm(stack, { metricName: 'Invocation4XXErrors', statistic: 'Average', threshold: 1 }),
        says: ['never', '0 to 1'],
      },
      {
        app: (stack) =>
          alarm(stack, {
            metricName: 'Invocation5XXErrors',
            statistic: 'Sum',
            threshold: 0,
            comparisonOperator: 'GreaterThanOrEqualToThreshold',
          }),
        says: ['always'],
      },
      {
        app: (stack) => {
          endpoint(stack);
          alarm(stack, { namespace: '/aws/sagemaker/Endpoints', metricName: 'CPUUtilization', statistic: 'Average', threshold: 250 });
        },
        says: ['0 to 200'],
      },
    ],
  },
  'alarm-latency-unit': {
    passes: (stack) => alarm(stack, { threshold: 100_000 }),
    fails: [{ app: (stack) => alarm(stack, { threshold: 100 }), says: ['100 microseconds', '100000'] }],
  },
  'alarm-limits': {
    passes: (stack) => alarm(stack, { alarmDescription: 'x'.repeat(1024), alarmName: 'x'.repeat(255) }),
    fails: [
      { app: (stack) => alarm(stack, { alarmDescription: 'x'.repeat(1025) }), says: ['AlarmDescription', '1025', '1024'] },
      { app: (stack) => alarm(stack, { alarmDescription: `${Aws.REGION}${'x'.repeat(1025)}` }), says: ['AlarmDescription', '1025'] },
      { app: (stack) => alarm(stack, { alarmName: 'x'.repeat(256) }), says: ['AlarmName', '256', '255'] },
      {
        app: (stack) => {
          new cloudwatch.CfnAlarm(stack, 'Alarm', {
            comparisonOperator: 'GreaterThanThreshold',
            evaluationPeriods: 1,
            threshold: 1,
            metrics: [
              { id: 'e', expression: `1 + ${'1 + '.repeat(600)}1` },
              ...Array.from({ length: 11 }, (_, index) => ({
                id: `m${index}`,
                returnData: false,
                metricStat: { metric: { namespace: 'N', metricName: 'M' }, period: 60, stat: 'Sum' },
              })),
            ],
          });
        },
        says: ['11 metrics', '10', 'Expression', '2048'],
      },
    ],
  },
  'alarm-datapoints': {
    passes: (stack) => alarm(stack, { datapointsToAlarm: 3, evaluationPeriods: 5 }),
    fails: [{ app: (stack) => alarm(stack, { datapointsToAlarm: 6, evaluationPeriods: 5 }), says: ['6 of 5', '1 to 5'] }],
  },
  'alarm-period': {
    passes: (stack) => alarm(stack, { period: 300, evaluationPeriods: 288 }),
    fails: [
      { app: (stack) => alarm(stack, { period: 90 }), says: ['90 s', 'multiple of 60'] },
      { app: (stack) => alarm(stack, { period: 300, evaluationPeriods: 289 }), says: ['86700 s', '86400 s'] },
    ],
  },
  'alarm-action': {
    passes: (stack) => alarm(stack, { alarmActions: [TOPIC] }),
    fails: [
      { app: (stack) => alarm(stack, { alarmActions: ['oncall'] }), says: ["'oncall'", 'ARN'] },
      { app: (stack) => alarm(stack, { okActions: Array.from({ length: 6 }, () => TOPIC) }), says: ['6 actions', 'at most 5'] },
    ],
  },
  'alarm-mute': {
    passes: (stack) => {
      const key = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
      key.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
        }),
      );
      alarm(stack, { alarmActions: [new sns.Topic(stack, 'Topic', { masterKey: key }).topicArn] });
    },
    fails: [
      {
        app: (stack) => alarm(stack, { alarmActions: [new sns.CfnTopic(stack, 'Topic', { kmsMasterKeyId: 'alias/aws/sns' }).ref] }),
        says: ["AWS's own key", 'mute'],
      },
      {
        app: (stack) => alarm(stack, { alarmActions: [new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }).topicArn] }),
        says: ['key', 'kms:Decrypt'],
      },
      // A policy that only demands TLS replaces the default one that lets alarms publish.
      {
        app: (stack) => alarm(stack, { alarmActions: [new sns.Topic(stack, 'Topic', { enforceSSL: true }).topicArn] }),
        says: ['policy', 'sns:Publish'],
      },
      { app: (stack) => alarm(stack, { alarmActions: [TOPIC], actionsEnabled: false }), says: ['ActionsEnabled'] },
    ],
  },
  'composite-children': {
    passes: (stack) => {
      new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: 'ALARM(a) OR ALARM(b)' });
    },
    fails: [
      {
        app: (stack) => {
          const alarmRule = Array.from({ length: 101 }, (_, index) => `ALARM(a${index})`).join(' OR ');
          new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule });
        },
        says: ['101', '100'],
      },
    ],
  },
  'composite-elsewhere': {
    passes: (stack) => {
      alarm(stack, { alarmName: 'slow' });
      new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: 'ALARM("slow")' });
    },
    fails: [
      {
        app: (stack) => {
          alarm(stack, { alarmName: 'slow' });
          new cloudwatch.CfnCompositeAlarm(stack, 'Composite', { alarmRule: 'ALARM("slow") OR ALARM("slwo")' });
        },
        says: ["'slwo'", 'no alarm'],
      },
    ],
  },
};
