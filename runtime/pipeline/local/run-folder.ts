import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { FAILURE_FILE, RECORD_FILE, type PipelineRecord } from '../../../core/pipeline/index.js';
import { isoTime } from '../iso-time.js';
import type { PipelinePlan } from './pipeline-plan.js';

const BEGUN_FILE = 'begun.json';

/** Written before anything else, so that a run which was stopped at once has it too. */
interface Begun {
  readonly version: 1;
  /** What the run is about. */
  readonly time: string;
  /** Who runs it, as long as it goes on. */
  readonly process?: number;
}

/** The folder of a run: its rows, its record, and how it stands. */
export class RunFolder {
  constructor(readonly path: string) {}

  /** As Step Functions would say of it; a run that was killed has failed. */
  get status(): string {
    if (existsSync(join(this.path, RECORD_FILE))) return 'SUCCEEDED';
    const failure = read(join(this.path, FAILURE_FILE)) as PipelineRecord | undefined;
    if (failure !== undefined) return failure.status.toUpperCase();
    const { begun } = this;
    return begun?.process !== undefined && isAlive(begun.process) ? 'RUNNING' : 'ABORTED';
  }

  /**
   * Begins a run, or goes on with one that did not end well: that one keeps its time, so that what its steps were told is the same.
   *
   * @param name of the run
   * @param asked the time that it is to be about
   * @returns the time that it is about
   */
  begin(name: string, { place }: PipelinePlan, asked: string | undefined, now: number): string {
    const { path } = this;
    const status = existsSync(join(path, BEGUN_FILE)) ? this.status : undefined;
    if (status === 'SUCCEEDED' || status === 'RUNNING')
      throw new SlipwayError(
        'run-exists',
        `the run '${name}' ${status === 'RUNNING' ? 'is going on' : 'is'} in ${path} already; give another --name, or remove the folder`,
        place,
      );
    try {
      mkdirSync(path, { recursive: true });
      accessSync(path, constants.W_OK);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SlipwayError(
        'run-folder',
        `the run cannot be kept in ${path} (${why}); give a folder that can be written with --out`,
        place,
        { cause },
      );
    }
    const time = asked ?? this.begun?.time ?? isoTime(now);
    this.write({ version: 1, time, process: process.pid });
    rmSync(join(path, FAILURE_FILE), { force: true });
    return time;
  }

  /** The run goes on no longer, however it ended. */
  end(): void {
    const { time = '' } = this.begun ?? {};
    this.write({ version: 1, time });
  }

  private get begun(): Begun | undefined {
    return read(join(this.path, BEGUN_FILE)) as Begun | undefined;
  }

  private write(begun: Begun): void {
    writeFileSync(join(this.path, BEGUN_FILE), `${JSON.stringify(begun)}\n`);
  }

  /** Leaves how a run ended that did not end well: in the cloud the state machine beside the pipeline writes it. */
  leaveFailure(record: PipelineRecord): void {
    writeFileSync(join(this.path, FAILURE_FILE), `${JSON.stringify(record)}\n`);
  }
}

/** What we wrote ourselves, where it is there. */
function read(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Signal 0 asks only. Somebody else's process is alive too. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
