import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { endWithUs } from '../../platform/end-with-us.js';
import { stopProcess } from '../../platform/stop-process.js';

const TAIL_CHARACTERS = 1000;

export interface LocalCommandOptions {
  readonly argv: readonly string[];
  /** Folder in which it runs. */
  readonly folder: string;
  /** Folder of the app, in which a program with a slash in it is looked for. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** File that keeps what it prints. */
  readonly log: string;
  readonly signal: AbortSignal;
  /** How messages call what it does. */
  readonly what: string;
}

/** How a command ended. */
export interface CommandEnd {
  /** 0 where it ended well; of one that was killed, 128 and the like. */
  readonly exitCode: number;
  /** The last that it printed. */
  readonly tail: string;
}

/** Runs a command to its end; what it has started goes with it. */
export async function runLocalCommand(options: LocalCommandOptions): Promise<CommandEnd> {
  const { argv, folder, directory, environment, log, signal, what } = options;
  signal.throwIfAborted();
  const [program = '', ...rest] = argv;
  const child = spawn(program.includes('/') && !isAbsolute(program) ? resolve(directory, program) : program, rest, {
    cwd: folder,
    env: { ...process.env, PYTHONUNBUFFERED: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what the program starts goes with it.
    detached: true,
  });
  const release = endWithUs(child);
  const file = createWriteStream(log);
  let tail = '';
  const keep = (chunk: Buffer): void => {
    file.write(chunk);
    tail = (tail + chunk.toString('utf8')).slice(-TAIL_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = (): void => void stopProcess(child, { group: true });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null>((ended, failed) => {
      child.once('error', failed);
      child.once('close', (exit) => ended(exit));
    });
    signal.throwIfAborted();
    return { exitCode: code ?? KILLED, tail: tail.trim() };
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new SlipwayError(
      'local-command',
      `${what} runs '${argv.join(' ')}', and '${program}' cannot be started: ${cause instanceof Error ? cause.message : String(cause)}; install it, or give the step another localCommand`,
      {},
      { cause },
    );
  } finally {
    signal.removeEventListener('abort', stop);
    release();
    await new Promise<void>((written) => file.end(written));
  }
}

/** As a shell tells of a program that a signal has ended. */
const KILLED = 137;
