import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const CDK = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const TSX = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
/** What an app of this repository is made of. */
const SOURCES = ['assets', 'bin', 'cdk.json', 'constructs', 'core', 'examples', 'lib', 'package.json', 'test/conformance', 'tsconfig.json'];
const SLOW = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway cli '));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly output: string;
}

/** The CDK CLI as people call it, validation on. */
function cdk(
  args: readonly string[],
  { directory = ROOT, script = 'bin/app.ts' }: { directory?: string; script?: string } = {},
): Promise<Run> {
  const app = `${process.execPath} ${JSON.stringify(TSX)} ${script}`;
  const env = { ...process.env, CDK_VALIDATION: 'true', NO_COLOR: '1' };
  return new Promise((done) => {
    execFile(process.execPath, [CDK, '--app', app, '--no-notices', ...args], { cwd: directory, env }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

test(
  'under every check, in every environment, nothing is left unexplained',
  async () => {
    const output = join(folder, 'gate');
    const { code, output: said } = await cdk(['synth', '--strict', '--quiet', '**', '--output', output], {
      script: 'test/conformance/gate.ts',
    });
    expect(said).not.toMatch(/ERROR|WARNING/);
    expect(code).toBe(0);
    expect(
      readdirSync(output)
        .filter((name) => name.startsWith('assembly-'))
        .toSorted(),
    ).toEqual(['assembly-dev', 'assembly-everything', 'assembly-prod', 'assembly-staging']);
    // A plain exit code proves little with Stages: the report itself is read too.
    expect(JSON.parse(readFileSync(join(output, 'validation-report.json'), 'utf8'))).toMatchObject({ pluginReports: [] });
  },
  SLOW,
);

test(
  'the gate closes: a finding that nobody explained fails it',
  async () => {
    const { code, output } = await cdk(['synth', '--strict', '--quiet', '**', '--output', join(folder, 'unexplained')], {
      script: 'test/conformance/unexplained.ts',
    });
    expect(code).not.toBe(0);
    expect(output).toContain('AwsSolutions-S1');
  },
  SLOW,
);

test(
  'two checkouts give identical templates and asset manifests, whatever their folders are called',
  async () => {
    const copy = join(folder, 'another checkout');
    for (const name of SOURCES) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
    const [here, there] = [join(folder, 'here'), join(folder, 'there')];
    expect(await cdk(['synth', '--quiet', '**', '--output', here])).toMatchObject({ code: 0 });
    expect(await cdk(['synth', '--quiet', '**', '--output', there], { directory: copy })).toMatchObject({ code: 0 });
    const files = (of: string): string[] =>
      readdirSync(of, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(template|assets)\.json$/.test(name))
        .toSorted((a, b) => (a < b ? -1 : 1));
    expect(files(here)).toHaveLength(6);
    expect(files(there)).toEqual(files(here));
    for (const name of files(here)) expect(readFileSync(join(there, name), 'utf8')).toBe(readFileSync(join(here, name), 'utf8'));
  },
  SLOW,
);

test(
  '-c env=prod makes that environment alone, and cdk diff compares it with a template',
  async () => {
    const output = join(folder, 'prod');
    expect(await cdk(['synth', '--quiet', '-c', 'env=prod', '--output', output])).toMatchObject({ code: 0 });
    expect(readdirSync(output).filter((name) => name.startsWith('assembly-'))).toEqual(['assembly-prod']);
    const template = join(
      output,
      'assembly-prod',
      readdirSync(join(output, 'assembly-prod')).find((name) => name.endsWith('.template.json')) ?? '',
    );
    const same = await cdk(['diff', 'prod/Spam', '-c', 'env=prod', '--template', template, '--output', output]);
    expect(same).toMatchObject({ code: 0, output: expect.stringContaining('Number of stacks with differences: 0') as string });
  },
  SLOW,
);

test(
  'an unknown environment is refused with the list of those there are',
  async () => {
    const { code, output } = await cdk(['synth', '--quiet', '-c', 'env=production', '--output', join(folder, 'unknown')]);
    expect(code).not.toBe(0);
    expect(output).toContain("there is no environment 'production'; give -c env= one of dev, staging, prod");
  },
  SLOW,
);

test(
  'a placeholder account is a warning that names the line to change',
  async () => {
    const { code, output } = await cdk(['synth', '--quiet', '-c', 'env=staging', '--output', join(folder, 'staging')]);
    expect(code).toBe(0);
    const line = readFileSync(join(ROOT, 'lib', 'environments.ts'), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('111122223333'));
    expect(output).toContain(`(lib/environments.ts:${line + 1})`);
  },
  SLOW,
);
