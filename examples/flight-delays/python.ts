// Makes the Python that training needs, in training/.venv: npx tsx examples/flight-delays/python.ts
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const TRAINING = join(__dirname, 'training');
const VENV = join(TRAINING, '.venv');
const PYTHON = join(VENV, 'bin', 'python');

function run(program: string, ...args: string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status === 0) return;
  process.stderr.write(
    `${program} ${args.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}; Python 3.11 or newer with venv is needed\n`,
  );
  process.exit(1);
}

if (!existsSync(PYTHON)) run('python3', '-m', 'venv', VENV);
run(PYTHON, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', join(TRAINING, 'requirements.txt'));
process.stdout.write(`${PYTHON} has what training/requirements.txt names\n`);
