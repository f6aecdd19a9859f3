import { App } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentStage } from '../../constructs/index';
import { environments } from '../../lib/environments';
import { SpamStack } from '../../lib/spam-stack';
import { readPlan } from '../../runtime/assembly/read-plan';
import type { ServicePlan } from '../../runtime/plan';

const folder = mkdtempSync(join(tmpdir(), 'slipway-promotion-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every environment of the app, as it is deployed to accounts of their own. */
function everywhere(): readonly ServicePlan[] {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  for (const environment of environments({ staging: '210987654321', prod: '310987654321' }).selected(app))
    new SpamStack(new EnvironmentStage(app, environment), 'Spam', environment);
  return readPlan(app.synth().directory).services;
}

test('a promoted model is the same in every environment: model, image and what travels with it, by their digests', () => {
  const services = everywhere();
  expect(services.map(({ stage }) => stage)).toEqual(['dev', 'staging', 'prod']);
  const [containers = [], ...others] = services.map(({ variants }) => variants.flatMap((variant) => variant.containers));
  const identity = ({ digest, image, modelFolder, modelDataUrl }: (typeof containers)[number]): unknown => ({
    digest,
    // Repository and bucket are the account's own; image tag, object and staged folder are named by their hash.
    image: image.split(':').at(-1),
    archive: modelDataUrl?.split('/').at(-1),
    folder: modelFolder?.split('/').at(-1),
  });
  expect(containers.map(identity)).toEqual([
    {
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      image: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      archive: expect.stringMatching(/^[0-9a-f]{64}\./) as string,
      folder: expect.stringMatching(/^asset\.[0-9a-f]{64}$/) as string,
    },
  ]);
  for (const other of others) expect(other.map(identity)).toEqual(containers.map(identity));
});
