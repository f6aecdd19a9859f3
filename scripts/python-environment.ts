import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A Python with the packages that were asked for. */
export interface PythonEnvironment {
  readonly python: string;
  /** The packages that the requirements name, as installed: `fastapi 0.165.0`. */
  readonly versions: readonly string[];
}

/** Why there is none. */
export interface Skipped {
  readonly skipped: string;
}

/** Written last: a folder without it was left half made. */
const WHOLE = '.whole';

/**
 * A virtual environment with what requirement files pin, made at the first call and kept in the user's cache: the same files and the same
 * Python find it again. Names its reason where this machine cannot make one.
 *
 * @param name for people who look into the cache
 * @param requirements paths of requirement files
 */
export function pythonEnvironment(name: string, requirements: readonly string[]): PythonEnvironment | Skipped {
  const version = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) return { skipped: 'there is no python3' };
  const texts = requirements.map((path) => readFileSync(path, 'utf8'));
  const digest = createHash('sha256')
    .update([version.stdout, ...texts].join('\0'))
    .digest('hex');
  const folder = join(cacheFolder(), `${name}-${digest.slice(0, 12)}`);
  const python = join(folder, 'bin', 'python');
  if (!existsSync(join(folder, WHOLE))) {
    const reason = make(name, folder, python, requirements);
    if (reason !== undefined) return { skipped: reason };
  }
  const names = texts.flatMap((text) => [...text.matchAll(/^([\w.-]+)[=<>]/gm)].map(([, found = '']) => found));
  const listed = spawnSync(python, ['-c', LIST_VERSIONS, ...names], { encoding: 'utf8' });
  return { python, versions: listed.stdout.trim().split('\n') };
}

const LIST_VERSIONS = 'import sys, importlib.metadata as m; [print(n, m.version(n)) for n in sys.argv[1:]]';

function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'slipway', 'python');
}

function make(name: string, folder: string, python: string, requirements: readonly string[]): string | undefined {
  process.stderr.write(`making the Python environment '${name}' in ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const venv = spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' });
  if (venv.status !== 0) return `python3 cannot make a virtual environment: ${lastLine(venv.stderr + venv.stdout)}`;
  const files = requirements.flatMap((file) => ['-r', file]);
  const pip = spawnSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...files], { encoding: 'utf8' });
  if (pip.status !== 0) return `the packages of '${name}' cannot be installed: ${lastLine(pip.stderr)}`;
  writeFileSync(join(folder, WHOLE), '');
  return undefined;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
