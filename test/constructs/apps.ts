import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hosting, InstanceType, Model, RealtimeEndpoint, type RealtimeEndpointProps, type RealtimeOptions } from '../../constructs/index';

export const MODEL_FOLDER = join(__dirname, '..', '..', 'examples', 'spam-filter', 'model');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes when the tests of the file are over. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-test-'));
  folders.push(folder);
  return folder;
}

/** A stack of an app that writes into a folder of its own. */
export function stackOf(name: string = 'Spam', env?: { account?: string; region?: string }): Stack {
  return new Stack(new App({ outdir: scratch() }), name, { env });
}

export function spamModel(): Model {
  return Model.fromDirectory(MODEL_FOLDER);
}

export function realtime(options: Partial<RealtimeOptions> = {}): Hosting {
  return Hosting.realtime({ instanceType: InstanceType.M5_LARGE, latency: Duration.millis(100), ...options });
}

/** An endpoint of one variant, `Endpoint` in the stack. */
export function endpointIn(stack: Stack, props: Partial<RealtimeEndpointProps> = {}): RealtimeEndpoint {
  return new RealtimeEndpoint(stack, 'Endpoint', { variants: [{ model: spamModel(), instanceType: InstanceType.M5_LARGE }], ...props });
}

/** The template of a stack, synthesized with its app. */
export function synthesized(stack: Stack): Template {
  return Template.fromStack(stack);
}
