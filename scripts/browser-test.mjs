// The report's page in headless Chromium. Sets up what it needs; where that cannot be had, says why it is skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable', '/usr/bin/google-chrome'];

const find = () => [process.env.SLIPWAY_CHROMIUM, ...CANDIDATES].find((path) => path !== undefined && path !== '' && existsSync(path));
const chromium = find() ?? install();
if (chromium === undefined) {
  process.stdout.write(
    'skipped: there is no Chromium here; install one, or give its path in SLIPWAY_CHROMIUM\n0 passed, 0 failed, 1 skipped\n',
  );
} else {
  process.exitCode = run(chromium);
}

/** Only where a package can be installed without asking anybody: in a container, as root. */
function install() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return undefined;
  process.stdout.write('installing chromium with apt-get\n');
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  spawnSync('apt-get', ['update', '-q'], quiet);
  spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], quiet);
  return find();
}

function run(chromium) {
  const scratch = mkdtempSync(join(tmpdir(), 'slipway-browser-'));
  const results = join(scratch, 'results.json');
  const node = (args) =>
    spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, SLIPWAY_CHROMIUM: chromium } });
  try {
    node(['scripts/build.mjs', '--assets-only', '--quiet']);
    node([
      'node_modules/jest/bin/jest.js',
      '--config',
      'jest.browser.cjs',
      '--json',
      `--outputFile=${results}`,
      '--silent',
      ...process.argv.slice(2),
    ]);
    if (!existsSync(results)) return 1;
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests } = JSON.parse(readFileSync(results, 'utf8'));
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    process.stdout.write(`${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}\n`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
