import {
  closeSync,
  existsSync,
  fdatasync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { SlipwayError } from '../../core/errors/index.js';

const sync = promisify(fdatasync);

/** Where a run is: everything before it is scored, and what it gave is on the disk. */
export interface Position {
  /** Number of the file, from 0. */
  readonly file: number;
  /** Where in it the next record begins: bytes, or rows of a Parquet file; absent where nothing of it was read. */
  readonly offset?: number;
  /** Line of that record, counted from 0. */
  readonly line: number;
}

interface Checkpoint {
  /** Digest of everything that decides what comes out. */
  readonly job: string;
  readonly at: Position;
  readonly rows: number;
  readonly rejected: number;
  readonly outputBytes: number;
  readonly rejectedBytes: number;
  /** Everything is scored: what is left is to give the files their names. */
  readonly isDone: boolean;
}

/** Names of the files beside an output. */
export function filesOf(output: string): Readonly<Record<'unfinished' | 'rejected' | 'unfinishedRejected' | 'journal' | 'lock', string>> {
  return {
    rejected: `${output}.rejected.jsonl`,
    unfinished: `${output}.unfinished`,
    unfinishedRejected: `${output}.unfinished.rejected`,
    journal: `${output}.unfinished.json`,
    lock: `${output}.lock`,
  };
}

/**
 * The output of a run while it is unfinished, and how far it is. What is written after the last checkpoint is cut off by the next run, which
 * goes on from there: whenever a run is stopped, every row is in the output once.
 */
export class Journal {
  rows: number;
  rejected: number;
  at: Position;
  /** Whether an earlier run of the same job is gone on with, and how many rows it had. */
  readonly resumedRows: number | undefined;
  /** Whether an unfinished run of another job was there, and is lost. */
  readonly replaced: boolean;
  readonly isDone: boolean;
  private readonly files;
  private readonly data: number | undefined;
  private readonly refused: number | undefined;
  private dataBytes: number;
  private refusedBytes: number;

  constructor(
    private readonly output: string,
    private readonly job: string,
  ) {
    this.files = filesOf(output);
    const before = this.readCheckpoint();
    const mine = before?.job === job ? before : undefined;
    this.replaced = before !== undefined && mine === undefined;
    this.resumedRows = mine?.rows;
    this.rows = mine?.rows ?? 0;
    this.rejected = mine?.rejected ?? 0;
    this.at = mine?.at ?? { file: 0, line: 0 };
    this.dataBytes = mine?.outputBytes ?? 0;
    this.refusedBytes = mine?.rejectedBytes ?? 0;
    this.isDone = mine?.isDone ?? false;
    if (this.isDone) return;
    this.data = this.openAt(this.files.unfinished, this.dataBytes);
    this.refused = this.openAt(this.files.unfinishedRejected, this.refusedBytes);
  }

  get outputBytes(): number {
    return this.dataBytes;
  }

  append(output: Uint8Array, rejected: string): void {
    this.dataBytes += this.write(this.data, output, this.dataBytes);
    if (rejected !== '') this.refusedBytes += this.write(this.refused, Buffer.from(rejected), this.refusedBytes);
  }

  /** Makes what was written so far, and where it ends, last. */
  async checkpoint(isDone = false): Promise<void> {
    if (this.data === undefined || this.refused === undefined) return;
    try {
      await sync(this.data);
      await sync(this.refused);
    } catch (cause) {
      // A file system may say only now that what was written has no room.
      throw this.told(cause);
    }
    const { job, at, rows, rejected, dataBytes: outputBytes, refusedBytes: rejectedBytes } = this;
    const checkpoint: Checkpoint = { job, at, rows, rejected, outputBytes, rejectedBytes, isDone };
    const next = `${this.files.journal}.next`;
    this.orNoSpace(() => writeFileSync(next, JSON.stringify(checkpoint), { flush: true }));
    renameSync(next, this.files.journal);
  }

  /**
   * Gives the files their names, the rejected records first: an output is never there without them. Stopped in between, the next run goes on
   * with what is left of it.
   */
  async finish(convert: ((lines: string, into: string) => Promise<void>) | undefined): Promise<void> {
    const { unfinished, unfinishedRejected, rejected, journal } = this.files;
    if (existsSync(unfinishedRejected)) {
      if (this.rejected > 0) renameSync(unfinishedRejected, rejected);
      else {
        rmSync(rejected, { force: true });
        rmSync(unfinishedRejected);
      }
    }
    if (existsSync(unfinished)) {
      if (convert === undefined) renameSync(unfinished, this.output);
      else {
        const converted = `${unfinished}.converted`;
        await convert(unfinished, converted).catch((cause: unknown) => {
          throw this.told(cause);
        });
        renameSync(converted, this.output);
        rmSync(unfinished);
      }
    }
    rmSync(journal);
  }

  /** Whether an end now loses nothing: no row is scored, and no earlier run is gone on with. */
  get isUnbegun(): boolean {
    return this.rows === 0 && this.rejected === 0 && this.resumedRows === undefined;
  }

  /** Leaves nothing of a run that was refused before it began. */
  discard(): void {
    const { unfinished, unfinishedRejected, journal } = this.files;
    for (const path of [unfinished, unfinishedRejected, journal]) rmSync(path, { force: true });
  }

  close(): void {
    if (this.data !== undefined) closeSync(this.data);
    if (this.refused !== undefined) closeSync(this.refused);
  }

  private readCheckpoint(): Checkpoint | undefined {
    const { journal } = this.files;
    if (!existsSync(journal)) return undefined;
    const checkpoint = JSON.parse(readFileSync(journal, 'utf8')) as Checkpoint;
    const { unfinished, unfinishedRejected } = this.files;
    const isWhole =
      checkpoint.isDone || (sizeOf(unfinished) >= checkpoint.outputBytes && sizeOf(unfinishedRejected) >= checkpoint.rejectedBytes);
    return isWhole ? checkpoint : { ...checkpoint, job: '' };
  }

  private openAt(path: string, length: number): number {
    try {
      const file = openSync(path, existsSync(path) ? 'r+' : 'w+');
      ftruncateSync(file, length);
      return file;
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new SlipwayError(
        'batch-output',
        `'${this.output}' cannot be written: ${said}; give a name in a folder that is there and may be written to`,
        {},
        { cause },
      );
    }
  }

  private write(file: number | undefined, bytes: Uint8Array, position: number): number {
    if (file === undefined) return 0;
    for (let at = 0; at < bytes.length;) at += this.orNoSpace(() => writeSync(file, bytes, at, bytes.length - at, position + at));
    return bytes.length;
  }

  private orNoSpace<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw this.told(cause);
    }
  }

  /** A disk that is full in the words of whoever can make room; any other failure as it is. */
  private told(cause: unknown): unknown {
    if (!isNoSpace(cause)) return cause;
    return new SlipwayError(
      'batch-output',
      `there is no space left in '${dirname(this.output)}' after ${this.rows} rows; make some and give the same command again, which goes on from where it was last safe`,
      {},
      { cause },
    );
  }
}

/** What writes Parquet has no codes, and says it in the words of the system (strerror(3)). */
function isNoSpace(cause: unknown): boolean {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|Disk quota exceeded/.test(message);
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
