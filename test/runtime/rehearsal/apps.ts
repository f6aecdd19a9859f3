import { Stack, type App } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../runtime/plan';
import { SILENT } from '../../../runtime/host';
import { rehearse } from '../../../runtime/rehearsal/rehearse';
import type { RehearsalOptions } from '../../../runtime/rehearsal/options';
import type { AlarmReport, FaultReport, RehearsalReport } from '../../../runtime/report/rehearsal-report';
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

function endpoint(stack: Stack, { environment = { SAGEMAKER_MODEL_SERVER_WORKERS: '1' }, instances = 2, capture = false }: Said): void {
  const model = new sagemaker.CfnModel(stack, 'Model', {
    executionRoleArn: 'arn:aws:iam::123456789012:role/r',
    primaryContainer: { image: IMAGE, modelDataUrl: 's3://models/m.tar.gz', environment },
  });
  const config = new sagemaker.CfnEndpointConfig(stack, 'Config', {
    productionVariants: [
      {
        variantName: 'Blue',
        modelName: model.attrModelName,
        instanceType: 'ml.m5.large',
        initialInstanceCount: instances,
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
  new sagemaker.CfnEndpoint(stack, 'Endpoint', { endpointConfigName: config.attrEndpointConfigName, endpointName: 'fraud' });
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
