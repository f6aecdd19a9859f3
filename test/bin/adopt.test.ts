import { App, Stack } from 'aws-cdk-lib';
import { join } from 'node:path';
import { scratch, theirConfig, theirEndpoint, theirModel } from '../runtime/assembly/apps';
import { LoopbackAccount } from '../runtime/cloud/loopback-account';
import { Program } from './run';

const SLOW = 60_000;

let account: LoopbackAccount;
beforeEach(async () => (account = await LoopbackAccount.open()));
afterEach(() => account.close());

async function run(...args: string[]): Promise<Program & { code: number | null }> {
  const program = Program.start('bin/slipway.ts', ['adopt', ...args]);
  return Object.assign(program, { code: await program.exit() });
}

test(
  'adopt writes nothing but code to stdout, and what is not there is the input of who asked',
  async () => {
    const app = new App({ outdir: join(scratch(), 'cdk.out') });
    const stack = new Stack(app, 'Fraud');
    theirEndpoint(stack, theirConfig(stack, theirModel(stack).attrModelName).attrEndpointConfigName);
    account.deploy(app.synth().directory);
    const said = await run('fraud', '--latency', '200');
    expect([said.stderr, said.code]).toEqual(['', 0]);
    expect(said.stdout).toMatch(/^import \{ App, Duration, Stack, type StackProps \} from 'aws-cdk-lib';\n/);
    expect(said.stdout).toContain('export class FraudWatch extends Stack {\n');
    expect(said.stdout).toMatch(/\nnew FraudWatch\(new App\(\), 'FraudWatch'\);\n$/);
    const declared = await run('fraud', '--declare', '--json');
    expect(JSON.parse(declared.stdout)).toMatchObject({
      version: 1,
      endpointName: 'fraud',
      code: expect.stringContaining('new RealtimeEndpoint(this, ') as string,
      unsaid: expect.arrayContaining([expect.stringContaining('a promised latency') as string]) as string[],
    });
    const nobody = await run('spam');
    expect([nobody.code, nobody.stdout]).toEqual([2, '']);
    expect(nobody.stderr).toMatch(/^no-deployment: there is no endpoint spam in eu-central-1; there are fraud: give one/);
  },
  SLOW,
);
