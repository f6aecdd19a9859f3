import { App, Stack } from 'aws-cdk-lib';
import { join } from 'node:path';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../runtime/assembly/apps';
import { Program } from './run';

const SLOW = 60_000;

function assembly(endpointName: string, modelDataUrl: string): string {
  const app = new App({ outdir: join(scratch(), 'cdk.out') });
  const stack = new Stack(app, 'Fraud');
  const model = theirModel(stack, { primaryContainer: { image: 'image', modelDataUrl } });
  theirEndpoint(stack, theirConfig(stack, model.attrModelName).attrEndpointConfigName, { endpointName });
  return app.synth().directory;
}

async function run(before: string, after: string, ...args: string[]): Promise<Program & { code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['diff', '--app', after, '--against', before, ...args]);
  return Object.assign(program, { code: await program.exit() });
}

test(
  'diff says what an update means, and that an endpoint with another name interrupts is a verdict',
  async () => {
    const before = assembly('fraud', 's3://models/a.tar.gz');
    const updated = await run(before, assembly('fraud', 's3://models/b.tar.gz'));
    expect([updated.stderr, updated.code]).toEqual(['', 0]);
    expect(updated.stdout).toContain('Fraud/Endpoint  real-time fraud: is updated in place: another fleet takes over\n');
    expect(updated.stdout).toMatch(/\n how: all at once, and nothing watches it: a bad version stays/);
    expect(updated.stdout).toMatch(/\n Blue: model {2}s3:\/\/models\/a\.tar\.gz {2}→ {2}s3:\/\/models\/b\.tar\.gz\n/);
    expect(updated.stdout).toMatch(/\nNobody is interrupted\.\n$/);
    const replaced = await run(before, assembly('fraud-2', 's3://models/a.tar.gz'), '--json');
    expect(replaced.code).toBe(3);
    expect(JSON.parse(replaced.stdout)).toMatchObject({
      version: 1,
      against: before,
      deployments: [{ impact: 'replaced', endpointName: 'fraud-2' }],
    });
  },
  SLOW,
);
