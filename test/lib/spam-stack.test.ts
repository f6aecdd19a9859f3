import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentStage } from '../../constructs/index';
import { environments } from '../../lib/environments';
import { SpamStack } from '../../lib/spam-stack';
import { templateSerializer } from '../../testing/template-serializer';

expect.addSnapshotSerializer(templateSerializer);

const ACCOUNTS = { staging: '210987654321', prod: '310987654321' };
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function app(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'slipway-lib-'));
  folders.push(outdir);
  return new App({ outdir });
}

function stacks(of: App = app()): Map<string, Stack> {
  return new Map(
    environments(ACCOUNTS)
      .selected(of)
      .map((environment) => [environment.name, new SpamStack(new EnvironmentStage(of, environment), 'Spam', environment)]),
  );
}

function templateOf(environment: string): Template {
  const stack = stacks().get(environment);
  if (stack === undefined) throw new Error(`no environment ${environment}`);
  return Template.fromStack(stack);
}

test('the template of prod', () => {
  expect(templateOf('prod').toJSON()).toMatchSnapshot();
});

test('logical ids do not change: another id is another resource', () => {
  expect(
    Object.entries(templateOf('dev').toJSON()['Resources'] as Record<string, { Type: string }>).map(([id, { Type }]) => `${id} ${Type}`),
  ).toMatchInlineSnapshot(`
[
  "OncallKeyBE921720 AWS::KMS::Key",
  "OncallTopicD85F54FC AWS::SNS::Topic",
  "OncallTopicPolicyB1F4ADC1 AWS::SNS::TopicPolicy",
  "FilterEndpointRole11582F12 AWS::IAM::Role",
  "FilterEndpointRoleDefaultPolicy611BA676 AWS::IAM::Policy",
  "FilterEndpointVariantAllTrafficModel2F0F75ED AWS::SageMaker::Model",
  "FilterEndpointBucket608CF950 AWS::S3::Bucket",
  "FilterEndpointBucketPolicyEDC7793F AWS::S3::BucketPolicy",
  "FilterEndpointBucketAutoDeleteObjectsCustomResourceB578AC38 Custom::S3AutoDeleteObjects",
  "FilterEndpointConfig65DC4890 AWS::SageMaker::EndpointConfig",
  "FilterEndpointA9E2D1CA AWS::SageMaker::Endpoint",
  "FilterEndpointRollbackPolicyB88B8795 AWS::IAM::Policy",
  "FilterEndpointRollbackErrorsAlarm063C1CB3 AWS::CloudWatch::Alarm",
  "FilterEndpointRollbackLatencyAlarm79C71543 AWS::CloudWatch::Alarm",
  "FilterEndpointRollbackClientErrorsAlarmDA909164 AWS::CloudWatch::Alarm",
  "FilterDriftResults304805E7 AWS::S3::Bucket",
  "FilterDriftResultsPolicy9044AE82 AWS::S3::BucketPolicy",
  "FilterDriftResultsAutoDeleteObjectsCustomResourceD0769ED5 Custom::S3AutoDeleteObjects",
  "FilterDriftFunctionLogsFC2A528E AWS::Logs::LogGroup",
  "FilterDriftFunctionRoleEE772D71 AWS::IAM::Role",
  "FilterDriftFunctionRoleDefaultPolicy11CBE306 AWS::IAM::Policy",
  "FilterDriftFunction86E63C98 AWS::Lambda::Function",
  "FilterDriftSchedulesRoleD8401DAC AWS::IAM::Role",
  "FilterDriftSchedulesRoleDefaultPolicy6656061D AWS::IAM::Policy",
  "FilterDriftSchedulesIntegrityD9B7225B AWS::Scheduler::Schedule",
  "FilterDriftSchedulesDistribution71838C79 AWS::Scheduler::Schedule",
  "FilterDriftChangedValuesAlarmCE399691 AWS::CloudWatch::Alarm",
  "FilterDriftInvalidOutputsAlarm9FFBFD22 AWS::CloudWatch::Alarm",
  "FilterDriftConstantOutputsAlarm12618A90 AWS::CloudWatch::Alarm",
  "FilterDriftGoldenRowsAlarmE1E0420E AWS::CloudWatch::Alarm",
  "FilterDriftMonitorSilentAlarmF12B0039 AWS::CloudWatch::Alarm",
  "FilterDriftPredictionDriftAlarm6BD3F6F5 AWS::CloudWatch::Alarm",
  "FilterDriftImportantFeatureDriftAlarm9B5FB43B AWS::CloudWatch::Alarm",
  "FilterDriftFeatureDriftAlarm4E7C2E0C AWS::CloudWatch::Alarm",
  "FilterDriftViolationsAlarm3688C5DD AWS::CloudWatch::Alarm",
  "FilterDriftZerosAlarm45EEDD5D AWS::CloudWatch::Alarm",
  "FilterDriftStuckFeaturesAlarmC91BD435 AWS::CloudWatch::Alarm",
  "FilterDriftServedDiffersAlarmF8C8D829 AWS::CloudWatch::Alarm",
  "FilterDriftCaptureAlarmBE63BE64 AWS::CloudWatch::Alarm",
  "FilterAlarmsLatencyAlarm5DBF8C6C AWS::CloudWatch::Alarm",
  "FilterAlarmsOverheadAlarm1D0B4848 AWS::CloudWatch::Alarm",
  "FilterAlarmsErrorsAlarm8694773F AWS::CloudWatch::Alarm",
  "FilterAlarmsSilenceAlarm074AE0FF AWS::CloudWatch::Alarm",
  "FilterAlarmsMemoryAlarm64A31A34 AWS::CloudWatch::Alarm",
  "FilterAlarmsDiskAlarmF2103661 AWS::CloudWatch::Alarm",
  "FilterAlarmsClientErrorsAlarm37CD56E6 AWS::CloudWatch::Alarm",
  "FilterAlarmsCpuAlarm299C62A6 AWS::CloudWatch::Alarm",
  "FilterAlarmsInstancesLostAlarmADC9C60A AWS::CloudWatch::Alarm",
  "FilterAlarmsPageAlarm18E9C2F7 AWS::CloudWatch::CompositeAlarm",
  "FilterAlarmsTicketAlarm1FBF0331 AWS::CloudWatch::CompositeAlarm",
  "FilterRollbackNoticeRule6DE7914E AWS::Events::Rule",
  "FilterDashboard8AB2DEB9 AWS::CloudWatch::Dashboard",
  "CustomS3AutoDeleteObjectsCustomResourceProviderRole3B1BD092 AWS::IAM::Role",
  "CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F AWS::Lambda::Function",
]
`);
});

test('captured records and results of the monitor are retained in prod and emptied with the stack in dev', () => {
  const policyIn = (environment: string): unknown =>
    Object.values(templateOf(environment).findResources('AWS::S3::Bucket')).map(
      (bucket) => (bucket as { DeletionPolicy: string }).DeletionPolicy,
    );
  expect([policyIn('dev'), policyIn('prod')]).toEqual([
    ['Delete', 'Delete'],
    ['Retain', 'Retain'],
  ]);
  templateOf('dev').resourceCountIs('Custom::S3AutoDeleteObjects', 2);
  templateOf('prod').resourceCountIs('Custom::S3AutoDeleteObjects', 0);
});

test('what was rehearsed is what is promoted: model and image have one hash in every environment', () => {
  const of = app();
  const found = [...stacks(of)].map(([, stack]) =>
    JSON.stringify(Template.fromStack(stack).findResources('AWS::SageMaker::Model'))
      .match(/[0-9a-f]{64}/g)
      ?.toSorted(),
  );
  expect(found).toHaveLength(3);
  expect(found[0]).toHaveLength(2);
  expect(new Set(found.map(String)).size).toBe(1);
});
