import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processes } from '../_support/processes';

export const ROOT = join(__dirname, '..', '..');

const running: ChildProcess[] = [];
/** Their folder for temporary files: whatever else runs on this machine puts nothing into it. */
const temporary = mkdtempSync(join(tmpdir(), 'slipway-run-'));
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(temporary, { recursive: true, force: true });
});

/** What the programs of this test file have in their folder for temporary files now, but for what compiles them. */
export function workDirectories(): string[] {
  return readdirSync(temporary).filter((name) => !name.startsWith('tsx-'));
}

/** A program of this repository, with its output in pipes, as CI runs it. */
export class Program {
  stdout = '';
  stderr = '';

  private constructor(readonly child: ChildProcess) {
    running.push(child);
    child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
  }

  static start(script: string, args: readonly string[] = [], cwd: string = ROOT): Program {
    const env = { ...process.env, CDK_VALIDATION: 'false', NO_COLOR: '1', TMPDIR: temporary };
    // Straight into node: what is killed is the program, and not a shell around it.
    return new Program(
      spawn(process.execPath, ['--import', join(ROOT, 'node_modules/tsx/dist/loader.mjs'), join(ROOT, script), ...args], {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Resolves when stdout holds a text. */
  async says(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode} before it said '${text}': ${this.stderr}`);
      await Promise.race([once(this.child.stdout as NodeJS.ReadableStream, 'data'), once(this.child, 'exit')]);
    }
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'close')) as [number | null];
    return code;
  }
}

/** Model servers of this repository whose starter is gone. */
export function orphans(): string[] {
  return processes()
    .filter(({ parent, args }) => parent === 1 && args.includes(join(ROOT, 'assets', 'server')))
    .map(({ args }) => args);
}
