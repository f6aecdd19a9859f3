// Judges that are written in Python, each in a virtual environment of its own that is kept in the user's cache: training again, scikit-learn,
// botocore; foreign clients over the wire; the servers that stand-ins stand in for. Says plainly which are skipped, and why.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonEnvironment, type PythonEnvironment, type Skipped } from './python-environment.js';

const ROOT = join(__dirname, '..');
const TESTS = join(ROOT, 'test/python');
const STANDINS = join(ROOT, 'runtime/platform/standins');
const TSX = ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs')];
const scratch = mkdtempSync(join(tmpdir(), 'slipway-python-'));

/** A judge prints one line a check: verdict, name, what was seen, with tabs between them. */
interface Judge {
  readonly name: string;
  /** From the root of the repository. */
  readonly requirements: readonly string[];
  /** What else it needs, and this machine has not. */
  readonly lacks?: () => string | undefined;
  readonly judge: (python: string) => Promise<string>;
}

const JUDGES: readonly Judge[] = [
  {
    name: 'example',
    requirements: ['examples/spam-filter/training/requirements.txt', 'test/python/requirements.txt'],
    judge: trainAgain,
  },
  {
    name: 'flights',
    requirements: ['examples/flight-delays/training/requirements.txt'],
    judge: async (python) => trainFlightsAgain(python),
  },
  {
    name: 'flights-pipeline',
    requirements: ['examples/flight-delays/training/requirements.txt'],
    judge: (python) => Promise.resolve(runTrainingPipeline(python)),
  },
  {
    name: 'recommendations',
    requirements: ['examples/recommendations/training/requirements.txt'],
    judge: (python) => Promise.resolve(trainRecommendations(python)),
  },
  {
    name: 'clients',
    requirements: ['test/python/clients.txt'],
    judge: async (python) => withServer(['test/python/platform.ts'], (url) => run(python, 'clients.py', ROOT, url)),
  },
  {
    name: 'account',
    requirements: ['test/python/account.txt'],
    judge: async (python) => run(python, 'account.py', ROOT, synthesized('account-app.ts')),
  },
  {
    name: 'toolkit',
    requirements: ['test/python/toolkit.txt'],
    lacks: () => (spawnSync('java', ['-version']).status === 0 ? undefined : 'multi-model-server needs Java, and there is none'),
    judge: async (python) => run(python, 'toolkit.py', STANDINS, join(TESTS, 'models')),
  },
  {
    name: 'functions',
    requirements: ['test/python/functions.txt'],
    judge: async (python) => {
      const { stdout, stderr } = spawnSync(process.execPath, [...TSX, join(TESTS, 'functions.ts')], {
        cwd: ROOT,
        env: { ...process.env, SLIPWAY_PYTHON: python },
        encoding: 'utf8',
      });
      return `${stdout}${stderr}`;
    },
  },
  {
    name: 'spark',
    requirements: ['test/python/spark.txt'],
    lacks: () => (spawnSync('java', ['-version']).status === 0 ? undefined : 'Spark needs Java, and there is none'),
    judge: async (python) =>
      ['spark.ts', 'spark-step.ts']
        .map((test) => {
          const { stdout, stderr } = spawnSync(process.execPath, [...TSX, join(TESTS, test)], {
            cwd: ROOT,
            env: { ...process.env, SLIPWAY_PYTHON: python },
            encoding: 'utf8',
          });
          return `${stdout}${stderr}`;
        })
        .join(''),
  },
  { name: 'mlflow', requirements: ['test/python/mlflow.txt'], judge: async (python) => run(python, 'mlflow_judge.py', STANDINS) },
];

async function main(names: readonly string[]): Promise<void> {
  const strangers = names.filter((name) => !JUDGES.some((judge) => judge.name === name));
  if (strangers.length > 0) {
    process.stderr.write(`no judge is called ${strangers.join(' or ')}; there are ${JUDGES.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const judge of JUDGES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    process.stdout.write(`${judge.name}\n`);
    const environment = environmentOf(judge);
    if ('skipped' in environment) {
      process.stdout.write(`  skipped ${environment.skipped}\n`);
      counts.skipped += 1;
      continue;
    }
    process.stdout.write(`  with ${environment.versions.join(', ')}\n`);
    const { passed, failed } = report(await judge.judge(environment.python));
    counts.passed += passed;
    counts.failed += failed;
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

/** What cannot judge is not installed for. */
function environmentOf({ name, requirements, lacks }: Judge): PythonEnvironment | Skipped {
  const lacking = lacks?.();
  if (lacking !== undefined) return { skipped: lacking };
  return pythonEnvironment(
    name,
    requirements.map((path) => join(ROOT, path)),
  );
}

async function trainAgain(python: string): Promise<string> {
  const trained = join(scratch, 'trained');
  mkdirSync(trained);
  const training = spawnSync(python, [join(ROOT, 'examples/spam-filter/training/train.py'), '--out', trained], { encoding: 'utf8' });
  if (training.status !== 0) process.stdout.write(`training failed:\n${training.stderr}\n`);
  const facts = join(scratch, 'facts.json');
  writeFileSync(facts, spawnSync(process.execPath, [...TSX, join(TESTS, 'facts.ts')], { cwd: ROOT, encoding: 'utf8' }).stdout);
  return withServer(['bin/slipway.ts', 'serve', '-c', 'env=dev', '--port', '0', '--json'], (url) =>
    run(python, 'judge.py', ROOT, facts, trained, url),
  );
}

/** Pairs made again and a model trained on them are those of the repository, byte for byte. */
function trainRecommendations(python: string): string {
  const example = join(ROOT, 'examples/recommendations');
  const [pairs, out] = [join(scratch, 'pairs.csv'), join(scratch, 'recommendations')];
  spawnSync(process.execPath, [...TSX, join(example, 'training/pairs-for-training.ts'), pairs], { cwd: ROOT });
  const training = spawnSync(python, [join(example, 'training/train.py'), pairs, '--out', out], { encoding: 'utf8' });
  if (training.status !== 0) return `FAILED\ttraining\t${training.stderr.replaceAll('\n', ' ')}\n`;
  return ['model.onnx', 'schema.json', 'quality.json', 'samples/golden.jsonl']
    .map((name) => {
      const isSame = readFileSync(join(out, 'model', name)).equals(readFileSync(join(example, 'model', name)));
      return `${isSame ? 'ok' : 'FAILED'}\ttraining again writes the same ${name}\t\n`;
    })
    .join('');
}

/** The assembly of an app of this folder. */
function synthesized(script: string): string {
  const assembly = join(scratch, script, 'cdk.out');
  const app = spawnSync(process.execPath, [...TSX, join(TESTS, script)], {
    cwd: ROOT,
    env: { ...process.env, CDK_OUTDIR: assembly, CDK_VALIDATION: 'false' },
    encoding: 'utf8',
  });
  if (app.status !== 0) process.stdout.write(`${script} does not synthesize:\n${app.stderr}\n`);
  return assembly;
}

/** The model of the flights, trained again: the same versions write the same bytes. */
function trainFlightsAgain(python: string): string {
  const [example, trained] = [join(ROOT, 'examples/flight-delays'), join(scratch, 'flights')];
  const prepared = spawnSync(process.execPath, [...TSX, join(example, 'prepare.ts'), '--to', trained, '--training-only'], {
    encoding: 'utf8',
  });
  const training = spawnSync(python, [join(example, 'training/train.py'), '--flights', trained, '--out', trained], { encoding: 'utf8' });
  if (prepared.status !== 0 || training.status !== 0)
    return `FAILED\ttraining\t${(prepared.stderr + training.stderr).trim().split('\n').at(-1) ?? ''}`;
  const samples = ['golden.jsonl', 'known-faults.jsonl', 'traffic.jsonl'].map((name) => join('samples', name));
  return ['model.onnx', 'schema.json', 'card.json', ...samples]
    .map((name) => {
      const same = readFileSync(join(trained, 'model', name)).equals(readFileSync(join(example, 'model', name)));
      return `${same ? 'ok' : 'FAILED'}\t${name}\t${same ? 'the same bytes' : 'other bytes than in the repository'}`;
    })
    .join('\n');
}

/** The training pipeline of the flights: its first run registers a model, and neither the same model again nor later days let one pass. */
function runTrainingPipeline(python: string): string {
  const example = join(ROOT, 'examples/flight-delays');
  const app = [process.execPath, ...TSX, 'learn.ts'].join(' ');
  const out = join(scratch, 'flights-pipeline', 'runs');
  const expected = [
    ['first', [], 'succeeded', undefined],
    ['second', [], 'failed', 'no better than current model'],
    ['later', ['-c', 'later=1'], 'failed', 'no better than shares of the classes'],
  ] as const;
  return expected
    .map(([name, more, status, cause]) => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [...TSX, join(ROOT, 'bin/slipway.ts'), 'run', 'Flights/Training', '--app', app, '--out', out, '--name', name, '--json', ...more],
        { cwd: example, env: { ...process.env, SLIPWAY_PYTHON: python }, encoding: 'utf8' },
      );
      if (stdout === '') return `FAILED\trun ${name}\t${stderr.trim().split('\n').at(-1) ?? ''}`;
      const run = JSON.parse(stdout) as { readonly status: string; readonly cause?: string };
      const isSo = run.status === status && (cause === undefined || run.cause?.includes(cause) === true);
      return `${isSo ? 'ok' : 'FAILED'}\trun ${name}\t${run.status} ${(run.cause ?? '').replaceAll(/\s+/g, ' ')}`;
    })
    .join('\n');
}

/** Runs a judge; one that falls over is a failed check. */
async function run(python: string, script: string, ...args: readonly string[]): Promise<string> {
  // Not spawnSync: who listens for the server's output has to go on.
  const child = spawn(python, [join(TESTS, script), ...args], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const [code] = (await once(child, 'close')) as [number | null];
  return code === 0 ? said : `${said}\nFAILED\t${script}\tended with ${String(code)}`;
}

/** Starts a program of this repository that says in JSON where it listens, and stops it when the work is done. */
async function withServer(argv: readonly string[], work: (url: string) => Promise<string>): Promise<string> {
  const [script = '', ...args] = argv;
  const server = spawn(process.execPath, [...TSX, join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { ...process.env, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    return await work(await urlOf(server));
  } finally {
    const ended = once(server, 'exit');
    if (server.exitCode === null) {
      server.kill('SIGTERM');
      await ended;
    }
  }
}

async function urlOf(server: ChildProcess): Promise<string> {
  let said = '';
  const ended = once(server, 'exit').then(() => {
    throw new Error('the server ended before it listened');
  });
  while (!said.includes('\n')) said += String((await Promise.race([once(server.stdout as NodeJS.ReadableStream, 'data'), ended]))[0]);
  return (JSON.parse(said) as { url: string }).url;
}

/** Prints the checks; what libraries say among them is left out. */
function report(output: string): { readonly passed: number; readonly failed: number } {
  const checks = output
    .split('\n')
    .filter((line) => /^(ok|FAILED)\t/.test(line))
    .map((line) => line.split('\t'));
  for (const [verdict = '', name, note] of checks) process.stdout.write(`  ${verdict.padEnd(7)} ${name}${note ? `: ${note}` : ''}\n`);
  const failed = checks.filter(([verdict]) => verdict !== 'ok').length;
  if (checks.length === 0) process.stdout.write('  FAILED  the judge said nothing\n');
  return { passed: checks.length - failed, failed: checks.length === 0 ? 1 : failed };
}

void main(process.argv.slice(2)).finally(() => rmSync(scratch, { recursive: true, force: true }));
