import type { OutputValues, Predictions, RowBlock } from '../../core/codec/block.js';
import { SlipwayError } from '../../core/errors/index.js';
import { joinBlocks, sliceBlock } from './blocks.js';
import type { Engine } from './engine.js';

/** Rows of one run at most: about 4 ms of a hundred trees, and no engine gains by more. */
const MOST_ROWS = 1024;
/** A run is as long as this, ms, where its rows are slow: other requests and `/ping` are answered between runs. */
const RUN_MILLIS = 10;
/** Rows of a run of which nobody knows yet how long a row takes. */
const FIRST_ROWS = 16;
/** By how much a row may have become slower since the quickest run that was seen. */
const FORGET = 1.1;

/** What is told of each run. */
export type RunObserver = (rows: number, millis: number) => void;

/** The rows of one request, on their way through one run or several. */
interface Job {
  readonly block: RowBlock;
  /** Rows that are in runs already. */
  taken: number;
  readonly parts: Predictions[];
  /** Whether somebody still waits for the answer. */
  readonly wanted: () => boolean;
  readonly done: (parts: readonly Predictions[]) => void;
  readonly failed: (cause: unknown) => void;
  over: boolean;
}

interface Piece {
  readonly job: Job;
  readonly block: RowBlock;
}

/**
 * Gathers the requests that arrive in one turn of the event loop into one run of the model. Idle, a request waits for nobody: it runs at the
 * end of its own turn. Answers of one run are given in one turn, too, which saves most of what sending them costs.
 */
export class Batcher {
  private readonly jobs: Job[] = [];
  private busy = false;
  /** The least that a row was seen to take, ms, forgotten slowly: a run may be held up by what is not its own doing. */
  private rowMillis?: number;
  private readonly run: (block: RowBlock) => Promise<readonly OutputValues[]>;

  constructor(
    { run, runSync }: Pick<Engine, 'run' | 'runSync'>,
    private readonly observe: RunObserver,
    private readonly now: () => number,
  ) {
    this.run = runSync === undefined ? run : async (block) => runSync(block);
  }

  /** Rows that wait for a run. */
  get waiting(): number {
    return this.jobs.reduce((total, { block, taken }) => total + block.rows - taken, 0);
  }

  /**
   * Predictions of a block in the order of its rows, in as many parts as it took runs.
   *
   * @param wanted asked before each run; where nobody waits any more the rest is left undone
   */
  score(block: RowBlock, wanted: () => boolean): Promise<readonly Predictions[]> {
    return new Promise((done, failed) => {
      this.jobs.push({ block, taken: 0, parts: [], wanted, done, failed, over: false });
      if (this.busy) return;
      this.busy = true;
      setImmediate(() => void this.work());
    });
  }

  private async work(): Promise<void> {
    for (let pieces = this.take(); pieces.length > 0; pieces = this.take()) {
      await this.runPieces(pieces);
      // What was answered is sent, and what arrived is read, before the next run.
      if (this.jobs.length > 0) await new Promise((next) => setImmediate(next));
    }
    this.busy = false;
  }

  /** Rows for one run; a long job goes to the end of the queue after each, so that short ones do not wait for all of it. */
  private take(): Piece[] {
    const most = this.rowMillis === undefined ? FIRST_ROWS : Math.max(1, Math.min(MOST_ROWS, Math.floor(RUN_MILLIS / this.rowMillis)));
    const pieces: Piece[] = [];
    const unfinished: Job[] = [];
    for (let rows = 0; rows < most;) {
      const job = this.jobs.shift();
      if (job === undefined) break;
      if (job.over) continue;
      if (!job.wanted()) {
        job.failed(new SlipwayError('hung-up', 'nobody waits for this answer any more'));
        continue;
      }
      const to = Math.min(job.block.rows, job.taken + most - rows);
      pieces.push({ job, block: sliceBlock(job.block, job.taken, to) });
      rows += to - job.taken;
      job.taken = to;
      if (to < job.block.rows) unfinished.push(job);
    }
    this.jobs.push(...unfinished);
    return pieces;
  }

  private async runPieces(pieces: readonly Piece[]): Promise<void> {
    try {
      const block = joinBlocks(pieces.map(({ block }) => block));
      const started = this.now();
      const outputs = await this.run(block);
      const millis = this.now() - started;
      this.rowMillis = Math.min(millis / block.rows, (this.rowMillis ?? Infinity) * FORGET);
      this.observe(block.rows, millis);
      hand(pieces, outputs);
    } catch (cause) {
      const [only, ...others] = pieces;
      if (only === undefined) return;
      if (others.length > 0) {
        // One of these is at fault; the others have a right to their answer.
        for (const piece of pieces) await this.runPieces([piece]);
        return;
      }
      only.job.over = true;
      only.job.failed(cause);
    }
  }
}

function hand(pieces: readonly Piece[], outputs: readonly OutputValues[]): void {
  let from = 0;
  for (const { job, block } of pieces) {
    job.parts.push({ outputs, from, to: from + block.rows });
    from += block.rows;
    if (job.over || job.taken < job.block.rows) continue;
    job.over = true;
    job.done(job.parts);
  }
}
