import { Stack, type App } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../runtime/plan';
import { SILENT } from '../../../runtime/host';
import { rehearse } from '../../../runtime/rehearsal/rehearse';
import type { RehearsalOptions } from '../../../runtime/rehearsal/options';
import type { AlarmReport, FaultReport, RehearsalReport, UpdateReport } from '../../../runtime/report/rehearsal-report';
import { IMAGE, planOf, scratch } from '../assembly/apps';

/** What an app that is not ours says of its endpoint in `slipway.json`. */
export interface Said {
  /** Time of the stub that answers. */
  readonly answers?: string;
  /** What answers instead of the stub. */
  readonly standIn?: unknown;
  /** What callers send, line by line. */
  readonly samples?: readonly unknown[];
  readonly latency?: string;
  readonly perMinute?: number;
  readonly quietestPerMinute?: number;
  readonly covers?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly instances?: number;
  readonly capture?: boolean;
  /** How the endpoint is updated. */
  readonly deployment?: sagemaker.CfnEndpoint.DeploymentConfigProperty;
  readonly instanceType?: string;
  readonly startTimeoutSeconds?: number;
  readonly allow?: readonly { readonly id: string; readonly reason: string }[];
}

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:oncall';
const PATH = 'Theirs/Endpoint';

/** Somebody else's app: one endpoint `fraud` with a stub for its model, and whatever alarms are declared beside it. */
export function theirs(declare: (stack: Stack) => void, said: Said = {}): Plan {
  const folder = scratch();
  const { answers = '20ms', latency = '100ms', perMinute = 60, quietestPerMinute = 20, samples, covers, allow = [] } = said;
  const { standIn = { stub: { answer: '{"score":0.5}', latency: answers } } } = said;
  const traffic = perMinute === 0 ? {} : { traffic: { perMinute, quietestPerMinute: Math.min(perMinute, quietestPerMinute) } };
  const services = {
    [PATH]: {
      standIn,
      latency,
      ...traffic,
      ...(samples === undefined ? {} : { samples: 'requests.jsonl' }),
      ...(covers === undefined ? {} : { covers }),
    },
  };
  if (samples !== undefined) writeFileSync(join(folder, 'requests.jsonl'), samples.map((sample) => JSON.stringify(sample)).join('\n'));
  writeFileSync(join(folder, 'slipway.json'), JSON.stringify({ version: 1, services, allow }));
  return planOf((app: App) => {
    const stack = new Stack(app, 'Theirs');
    endpoint(stack, said);
    declare(stack);
  }, folder);
}

function endpoint(
  stack: Stack,
  {
    environment = { SAGEMAKER_MODEL_SERVER_WORKERS: '1' },
    instances = 2,
    capture = false,
    deployment,
    instanceType = 'ml.m5.large',
    startTimeoutSeconds,
  }: Said,
): void {
  const model = new sagemaker.CfnModel(stack, 'Model', {
    executionRoleArn: 'arn:aws:iam::123456789012:role/r',
    primaryContainer: { image: IMAGE, modelDataUrl: 's3://models/m.tar.gz', environment },
  });
  const config = new sagemaker.CfnEndpointConfig(stack, 'Config', {
    productionVariants: [
      {
        variantName: 'Blue',
        modelName: model.attrModelName,
        instanceType,
        initialInstanceCount: instances,
        containerStartupHealthCheckTimeoutInSeconds: startTimeoutSeconds,
        initialVariantWeight: 1,
      },
    ],
    ...(capture
      ? {
          dataCaptureConfig: {
            initialSamplingPercentage: 100,
            destinationS3Uri: 's3://captured/',
            captureOptions: [{ captureMode: 'Input' }],
          },
        }
      : {}),
  });
  new sagemaker.CfnEndpoint(stack, 'Endpoint', {
    endpointConfigName: config.attrEndpointConfigName,
    endpointName: 'fraud',
    deploymentConfig: deployment,
  });
}

/** Dimensions of the new fleet alone. */
export function onNewFleet(stack: Stack): cloudwatch.CfnAlarm.DimensionProperty[] {
  const config = stack.node.findChild('Config') as sagemaker.CfnEndpointConfig;
  return [...ON_BLUE, { name: 'EndpointConfigName', value: config.attrEndpointConfigName }];
}

type DeploymentConfig = sagemaker.CfnEndpoint.DeploymentConfigProperty;

/** Every way in which an endpoint is updated, with the alarm `Stops`: half of it at a time, ten minutes each. */
export const RELEASES: Readonly<Record<'all at once' | 'canary' | 'linear' | 'rolling', DeploymentConfig>> = {
  'all at once': guarded({
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: { type: 'ALL_AT_ONCE', waitIntervalInSeconds: 0 },
      terminationWaitInSeconds: 600,
      maximumExecutionTimeoutInSeconds: 3600,
    },
  }),
  canary: guarded({
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: { type: 'CANARY', waitIntervalInSeconds: 600, canarySize: { type: 'CAPACITY_PERCENT', value: 50 } },
      terminationWaitInSeconds: 600,
      maximumExecutionTimeoutInSeconds: 3600,
    },
  }),
  linear: guarded({
    blueGreenUpdatePolicy: {
      trafficRoutingConfiguration: { type: 'LINEAR', waitIntervalInSeconds: 600, linearStepSize: { type: 'CAPACITY_PERCENT', value: 50 } },
      terminationWaitInSeconds: 600,
      maximumExecutionTimeoutInSeconds: 7200,
    },
  }),
  rolling: guarded({
    rollingUpdatePolicy: {
      maximumBatchSize: { type: 'CAPACITY_PERCENT', value: 50 },
      waitIntervalInSeconds: 600,
      maximumExecutionTimeoutInSeconds: 7200,
    },
  }),
};

function guarded(policy: DeploymentConfig): DeploymentConfig {
  return { ...policy, autoRollbackConfiguration: { alarms: [{ alarmName: 'Stops' }] } };
}

/** A rule on what becomes of the endpoint's updates, with a target that is told. */
export function notice(stack: Stack, status: readonly string[] = ['ROLLING_BACK'], endpoint: string = 'fraud'): CfnRule {
  return new CfnRule(stack, 'Notice', {
    eventPattern: {
      source: ['aws.sagemaker'],
      'detail-type': ['SageMaker Endpoint State Change'],
      detail: { EndpointName: [endpoint], EndpointStatus: status },
    },
    targets: [{ arn: TOPIC, id: 'T' }],
  });
}

/** An alarm on a metric of the endpoint that tells `oncall`, unless told otherwise. */
export function alarm(stack: Stack, id: string, props: Partial<cloudwatch.CfnAlarmProps>): cloudwatch.CfnAlarm {
  return new cloudwatch.CfnAlarm(stack, id, {
    alarmName: id,
    namespace: 'AWS/SageMaker',
    dimensions: ON_BLUE,
    period: 60,
    evaluationPeriods: 3,
    threshold: 1,
    comparisonOperator: 'GreaterThanThreshold',
    alarmActions: [TOPIC],
    ...props,
  });
}

export const ON_BLUE = [
  { name: 'EndpointName', value: 'fraud' },
  { name: 'VariantName', value: 'Blue' },
];

/** Whatever the machine: a stub is declared, and nothing is measured. Without the ends of bands, which take most of the time. */
export function rehearsed(plan: Plan, options: Partial<RehearsalOptions> = {}): Promise<RehearsalReport> {
  return rehearse(plan, { seed: 1, host: SILENT, healthyDays: 2, bands: false, ...options });
}

export function alarmIn({ alarms }: RehearsalReport, name: string): AlarmReport {
  const found = alarms.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no alarm ${name}`);
  return found;
}

export function faultIn({ faults }: RehearsalReport, name: string): FaultReport {
  const found = faults.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no fault ${name}`);
  return found;
}

export function updateIn({ updates }: RehearsalReport, version: string): UpdateReport {
  const found = updates.find((each) => each.version === version);
  if (found === undefined) throw new Error(`no update to ${version}`);
  return found;
}
