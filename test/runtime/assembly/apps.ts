import { App, Stack, type StackProps } from 'aws-cdk-lib';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { Construct } from 'constructs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlan } from '../../../runtime/assembly/read-plan';
import type { Plan } from '../../../runtime/plan';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-plan-'));
  folders.push(folder);
  return folder;
}

/** The plan of an app that is declared in a function; its assembly is `cdk.out` in a folder of its own. */
export function planOf(declare: (app: App) => void, folder: string = scratch()): Plan {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  declare(app);
  return readPlan(app.synth().directory);
}

/** An app of one stack. */
export function planOfStack(declare: (stack: Stack) => void, props: StackProps = {}, folder?: string): Plan {
  return planOf((app) => declare(new Stack(app, 'Theirs', props)), folder);
}

export const IMAGE = '763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-inference:2.6';

export function theirModel(scope: Construct, props: Partial<sagemaker.CfnModelProps> = {}): sagemaker.CfnModel {
  return new sagemaker.CfnModel(scope, 'Model', {
    executionRoleArn: 'arn:aws:iam::123456789012:role/r',
    primaryContainer: { image: IMAGE, modelDataUrl: 's3://models/m.tar.gz' },
    ...props,
  });
}

export function theirConfig(
  scope: Construct,
  modelName: string,
  props: Partial<sagemaker.CfnEndpointConfigProps> = {},
): sagemaker.CfnEndpointConfig {
  return new sagemaker.CfnEndpointConfig(scope, 'Config', {
    productionVariants: [{ variantName: 'Blue', modelName, instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: 1 }],
    ...props,
  });
}

export function theirEndpoint(
  scope: Construct,
  endpointConfigName: string,
  props: Partial<sagemaker.CfnEndpointProps> = {},
): sagemaker.CfnEndpoint {
  return new sagemaker.CfnEndpoint(scope, 'Endpoint', { endpointConfigName, endpointName: 'fraud', ...props });
}
