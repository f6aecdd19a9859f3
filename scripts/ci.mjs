// Runs the README's own commands and every check of the project, each as a step; counts come from the tools themselves.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'slipway-ci-'));
const jestJson = join(scratch, 'jest.json');

/** A step passes by its exit status; `counts` reads how many tests it held, else the step counts as one. */
const STEPS = [
  { name: 'install', run: ['npm', 'ci'], required: true },
  { name: 'first run', run: ['npm', 'start'] },
  { name: 'tests', run: ['npm', 'test', '--', '--json', `--outputFile=${jestJson}`, '--silent'], counts: jestCounts },
  { name: 'types', run: ['npm', 'run', 'typecheck'] },
  { name: 'lint', run: ['npm', 'run', 'lint'] },
  { name: 'format', run: ['npm', 'run', 'format:check'] },
  { name: 'strict synthesis of every environment', run: ['npm', 'run', 'synth'] },
  { name: 'other languages (jsii)', run: ['npm', 'run', 'test:jsii'] },
  { name: "the report's page in a browser", run: ['npm', 'run', 'test:browser'], counts: lastLineCounts },
  { name: "package in a stranger's app", run: ['npm', 'run', 'test:pack'], counts: lastLineCounts },
  { name: 'judges in Python', run: ['npm', 'run', 'test:python'], counts: lastLineCounts },
];

let passed = 0;
let failed = 0;
let skipped = 0;
/** What failed, said again at the end: a log is long, and is read from there. */
const failures = [];
for (const step of STEPS) {
  const started = performance.now();
  process.stdout.write(`\n== ${step.name}: ${step.run.join(' ')}\n`);
  const result = spawnSync(step.run[0], step.run.slice(1), {
    cwd: root,
    env: { ...process.env, CI: 'true' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  });
  process.stdout.write(result.stdout ?? '');
  const ok = result.status === 0;
  const counts = step.counts?.(result.stdout ?? '') ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped;
  if (!ok && counts.failed === 0) failed += 1;
  if (!ok) failures.push(step.name, ...failedIn(result.stdout ?? ''));
  process.stdout.write(`== ${step.name}: ${ok ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  if (!ok && step.required) break;
}
rmSync(scratch, { recursive: true, force: true });
if (failures.length > 0) process.stdout.write(`\nfailed:\n${failures.map((line) => `  ${line}\n`).join('')}`);
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed === 0 ? 0 : 1;

function jestCounts() {
  if (!existsSync(jestJson)) return undefined;
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(jestJson, 'utf8'),
  );
  for (const suite of testResults.filter(({ status }) => status === 'failed')) process.stdout.write(`${suite.name}\n${suite.message}\n`);
  failures.push(
    ...testResults.flatMap(({ name, status, assertionResults }) =>
      assertionResults.length === 0 && status === 'failed'
        ? [`${name}: did not run`]
        : assertionResults.filter((test) => test.status === 'failed').map((test) => `${name}: ${test.fullName}`),
    ),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests };
}

function lastLineCounts(output) {
  const match = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output);
  return match ? { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3] ?? 0) } : undefined;
}

/** Lines of our own suites that say what failed. */
function failedIn(output) {
  return output.split('\n').filter((line) => /^\s+(?:FAILED|●)\s/.test(line));
}
