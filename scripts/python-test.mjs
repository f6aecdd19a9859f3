// Judges that are written in Python, in a virtual environment of their own: training again, scikit-learn, botocore, boto3. Says plainly when
// they are skipped, and why.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'slipway-python-'));
const python = join(scratch, 'venv', 'bin', 'python');
const tsx = ['--import', join(root, 'node_modules/tsx/dist/loader.mjs')];

process.exitCode = await main().finally(() => rmSync(scratch, { recursive: true, force: true }));

async function main() {
  const skipped = prepare();
  if (skipped !== undefined) {
    process.stdout.write(`skipped: ${skipped}\n0 passed, 0 failed, 1 skipped\n`);
    return 0;
  }
  const trained = join(scratch, 'trained');
  mkdirSync(trained);
  const training = spawnSync(python, [join(root, 'examples/spam-filter/training/train.py'), '--out', trained], { encoding: 'utf8' });
  if (training.status !== 0) process.stdout.write(`training failed:\n${training.stderr}\n`);
  const facts = join(scratch, 'facts.json');
  writeFileSync(facts, spawnSync(process.execPath, [...tsx, join(root, 'test/python/facts.ts')], { cwd: root, encoding: 'utf8' }).stdout);
  const server = spawn(process.execPath, [...tsx, join(root, 'bin/slipway.ts'), 'serve', '-c', 'env=dev', '--port', '0', '--json'], {
    cwd: root,
    env: { ...process.env, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const judged = spawnSync(python, [join(root, 'test/python/judge.py'), root, facts, trained, await urlOf(server)], { encoding: 'utf8' });
    process.stderr.write(judged.stderr);
    return report(judged.stdout);
  } finally {
    const ended = once(server, 'exit');
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      await ended;
    }
  }
}

/** Why the judges cannot judge, or undefined. */
function prepare() {
  if (spawnSync('python3', ['--version']).status !== 0) return 'there is no python3';
  const venv = spawnSync('python3', ['-m', 'venv', join(scratch, 'venv')], { encoding: 'utf8' });
  if (venv.status !== 0) return `python3 cannot make a virtual environment: ${venv.stderr.trim().split('\n').at(-1)}`;
  const files = ['examples/spam-filter/training/requirements.txt', 'test/python/requirements.txt'].flatMap((file) => [
    '-r',
    join(root, file),
  ]);
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...files], { encoding: 'utf8' });
  return pip.status === 0 ? undefined : `the packages cannot be installed: ${pip.stderr.trim().split('\n').at(-1)}`;
}

async function urlOf(server) {
  let said = '';
  const ended = once(server, 'exit').then(() => {
    throw new Error('slipway serve ended before it listened');
  });
  while (!said.includes('\n')) said += String((await Promise.race([once(server.stdout, 'data'), ended]))[0]);
  return JSON.parse(said).url;
}

function report(output) {
  const results = output
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  for (const [verdict, name, note] of results) process.stdout.write(`  ${verdict.padEnd(7)} ${name}${note ? `: ${note}` : ''}\n`);
  const failed = results.filter(([verdict]) => verdict !== 'ok').length;
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
