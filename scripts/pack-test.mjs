// What a stranger gets: the packed package in a fresh CDK app, type-checked under both module resolutions, synthesized, and with neither
// onnxruntime nor DuckDB installed.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'slipway pack '));
const results = [];
const EMBEDDED = `import { load } from 'slipway/embedded';
load('model.onnx').then((model) => process.stdout.write(JSON.stringify(model.predictOne(process.argv.slice(2).map(Number)))));
`;
const RESULTS = `import { openResults, readS3 } from 'slipway/results';
async function main(): Promise<void> {
  const results = await openResults('published');
  for await (const line of results?.lines() ?? []) process.stdout.write(results?.runId + ': ' + line);
  await openResults(readS3('s3://b/out/')).catch((error) => process.stdout.write(' ' + error.code));
}
void main();
`;
const check = (name, run) => {
  try {
    run();
    results.push(true);
    process.stdout.write(`  ok      ${name}\n`);
  } catch (error) {
    results.push(false);
    process.stdout.write(`  FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.message}\n`);
  }
};
const npm = (args, cwd) =>
  execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });

try {
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--pack-destination', scratch, '--ignore-scripts'], root));
  const tarball = join(scratch, filename);
  const app = join(scratch, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'commonjs' }));
  npm(
    [
      'install',
      '--no-audit',
      '--no-fund',
      tarball,
      `aws-cdk-lib@${own.devDependencies['aws-cdk-lib']}`,
      `constructs@${own.devDependencies.constructs}`,
      `@types/node@${own.devDependencies['@types/node']}`,
    ],
    app,
  );
  writeFileSync(join(app, 'app.ts'), firstSnippet(join(root, 'README.md')));
  writeFileSync(join(app, 'model.onnx'), readFileSync(join(root, 'examples/spam-filter/model/model.onnx')));

  check('installs neither onnxruntime nor DuckDB', () => {
    const strangers = ['onnxruntime-node', '@duckdb/node-api', 'zod', 'commander'].filter((name) =>
      existsSync(join(app, 'node_modules', name)),
    );
    if (strangers.length > 0) throw new Error(`installed: ${strangers.join(', ')}`);
  });
  for (const [module, resolution] of [
    ['node16', 'node16'],
    ['preserve', 'bundler'],
  ]) {
    check(`the first app of the README type-checks (${resolution} resolution)`, () => {
      const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
      execFileSync(
        process.execPath,
        [tsc, '--noEmit', '--strict', '--skipLibCheck', '--module', module, '--moduleResolution', resolution, '--types', 'node', 'app.ts'],
        { cwd: app, encoding: 'utf8' },
      );
    });
  }
  const synthesize = () => {
    rmSync(join(app, 'cdk.out'), { recursive: true, force: true });
    execFileSync(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'app.ts'], {
      cwd: app,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: join(app, 'cdk.out'), CDK_CONTEXT_JSON: '{}' },
    });
    const templates = readdirSync(join(app, 'cdk.out')).filter((name) => name.endsWith('.template.json'));
    const resources = templates.flatMap((name) => Object.values(JSON.parse(readFileSync(join(app, 'cdk.out', name), 'utf8')).Resources));
    if (!resources.some(({ Type }) => Type === 'AWS::SageMaker::Endpoint')) throw new Error('no endpoint in the template');
    return resources;
  };
  check('the first app of the README synthesizes', synthesize);
  check('a model that needs onnxruntime is refused, with the command that installs it', () => {
    writeFileSync(join(app, 'network.onnx'), readFileSync(join(root, 'benchmarks/models/network.onnx')));
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(app, 'node_modules/slipway/dist/bin/slipway.js'), 'serve', 'network.onnx', '--port', '0'],
      { cwd: app, encoding: 'utf8', timeout: 60_000 },
    );
    if (status !== 2 || !stderr.includes('npm i -D onnxruntime-node')) throw new Error(`exit code ${status}, said: ${stderr}`);
  });
  check('a verb that asks an account names the command that installs the client', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(app, 'node_modules/slipway/dist/bin/slipway.js'), 'compare'], {
      cwd: app,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status !== 2 || !stderr.includes('npm i -D @aws-sdk/client-cloudwatch')) throw new Error(`exit code ${status}, said: ${stderr}`);
  });
  const testing = join(root, 'test/testing/stranger.ts.txt');
  writeFileSync(join(app, 'alarm.test.ts'), readFileSync(testing, 'utf8').replace('@runner', 'vitest'));
  check("slipway/testing type-checks where there is neither jest nor vitest, not leaving out the libraries' types", () => {
    writeFileSync(join(app, 'types.ts'), "export { evaluate, matchers, rehearse } from 'slipway/testing';\n");
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/@typescript/native/bin/tsc'), '--noEmit', '--strict', '--module', 'node16', '--types', 'node', 'types.ts'],
      { cwd: app, encoding: 'utf8' },
    );
  });
  check("slipway/results reads what was published with nothing but the package, and type-checks without AWS's client", () => {
    for (const [name, text] of [
      ['current.json', JSON.stringify({ runId: 'R', dataTime: 0, publishedAt: 0, rows: 1, output: 's3://b/out/runs/R/output/1/' })],
      ['runs/R/manifest.json', JSON.stringify({ objects: [{ key: 'a.csv' }] })],
      ['runs/R/output/1/a.csv.out', '0.5\n'],
    ]) {
      mkdirSync(join(app, 'published', name, '..'), { recursive: true });
      writeFileSync(join(app, 'published', name), text);
    }
    writeFileSync(join(app, 'results.ts'), RESULTS);
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/@typescript/native/bin/tsc'), '--strict', '--module', 'node16', '--types', 'node', 'results.ts'],
      { cwd: app, encoding: 'utf8' },
    );
    const said = execFileSync(process.execPath, ['results.js'], { cwd: app, encoding: 'utf8' });
    if (said !== 'R: 0.5 sdk-missing') throw new Error(`said ${said}`);
  });
  check('slipway/embedded scores trees with nothing but the package, and its types know the schema', () => {
    writeFileSync(join(app, 'embedded.ts'), EMBEDDED);
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/@typescript/native/bin/tsc'), '--strict', '--module', 'node16', '--types', 'node', 'embedded.ts'],
      { cwd: app, encoding: 'utf8' },
    );
    const expected = readFileSync(join(root, 'examples/spam-filter/data/expected.csv'), 'utf8').split('\n')[1].split(',').map(Number);
    const [first] = readFileSync(join(root, 'examples/spam-filter/data/heldout.csv'), 'utf8').split('\n').slice(1);
    const row = first.split(',').slice(0, -1);
    const { label, probabilities } = JSON.parse(
      execFileSync(process.execPath, ['embedded.js', ...row], { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    const given = [label, ...probabilities];
    if (!given.every((value, at) => Math.abs(value - expected[at]) < 1e-6))
      throw new Error(`gave ${given.join()}, scikit-learn ${expected.join()}`);
  });
  check('with the oldest aws-cdk-lib and constructs that it admits it synthesizes too, with all that they do not know', () => {
    const oldest = Object.entries(own.peerDependencies)
      .filter(([name]) => !own.peerDependenciesMeta[name]?.optional)
      .map(([name, range]) => `${name}@${range.replace('^', '')}`);
    // Installed over the newer one, npm leaves out what the older one bundles.
    rmSync(join(app, 'node_modules'), { recursive: true });
    rmSync(join(app, 'package-lock.json'), { force: true });
    npm(['install', '--no-audit', '--no-fund', '--no-save', ...oldest], app);
    const [config] = synthesize().filter(({ Type }) => Type === 'AWS::SageMaker::EndpointConfig');
    if (config.Properties.MetricsConfig.EnableDetailedObservability !== false) throw new Error('detailed observability is not written out');
  });
  check('publint finds nothing', () =>
    execFileSync(process.execPath, [join(root, 'node_modules/publint/src/cli.js'), '--strict', root], { encoding: 'utf8' }),
  );
  check('the types resolve as they are published (attw)', () =>
    execFileSync(process.execPath, [join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'node16'], {
      encoding: 'utf8',
    }),
  );
  check('its matchers work in vitest, and vitest knows their types', () => {
    npm(['install', '--no-audit', '--no-fund', '--no-save', 'vitest@4.1.12'], app);
    execFileSync(process.execPath, [join(app, 'node_modules/vitest/vitest.mjs'), 'run', '--testTimeout', '60000'], {
      cwd: app,
      encoding: 'utf8',
    });
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'preserve', '--moduleResolution', 'bundler', '--types', 'node'];
    execFileSync(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), ...options, 'alarm.test.ts'], {
      cwd: app,
      encoding: 'utf8',
    });
  });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const failed = results.filter((ok) => !ok).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function firstSnippet(path) {
  const match = /```ts\n([\s\S]*?)```/.exec(readFileSync(path, 'utf8'));
  if (!match) throw new Error(`${path} has no TypeScript block`);
  return match[1];
}
