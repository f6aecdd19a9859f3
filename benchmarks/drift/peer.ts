import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** Seconds that something took: on the clock, and of the processor. */
export interface Took {
  readonly wall: number;
  readonly cpu: number;
}

/** The Python process that does the same. */
export class Peer {
  private readonly child: ChildProcess;
  private readonly answers: Interface;
  /** Fails when it ends. */
  private readonly ended: Promise<never>;

  constructor(python: string) {
    // One thread: what numpy's algebra would do with more has no part in this.
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
    this.child = spawn(python, [join(__dirname, 'peer.py')], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    if (this.child.stdout === null) throw new Error('the Python process has no output');
    this.answers = createInterface({ input: this.child.stdout });
    this.ended = once(this.child, 'exit').then(([code]) => {
      throw new Error(`the Python process ended with ${String(code)}`);
    });
    this.ended.catch(() => undefined);
  }

  async ask<Answer extends Took>(order: object): Promise<Answer> {
    const answer = once(this.answers, 'line');
    this.child.stdin?.write(`${JSON.stringify(order)}\n`);
    const [line] = (await Promise.race([answer, this.ended])) as [string];
    return JSON.parse(line) as Answer;
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }
}
