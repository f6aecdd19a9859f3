import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { csvText } from '../../core/codec/encode.js';
import { SlipwayError } from '../../core/errors/index.js';
import { memoryOf, outputColumns, PartScorer, type ScoredFormat, type ScoredPart } from '../../workloads/batch/score-part.js';
import { chooseInProcess } from '../../workloads/scoring/choose-engine.js';
import { openModel, type LoadedModel } from '../../workloads/scoring/open-model.js';
import { bundled } from '../bundled.js';
import type { Host } from '../host.js';
import { filesOf, Journal } from './journal.js';
import { inputFiles, type InputFile } from './input-files.js';
import type { HeaderChoice } from './layout.js';
import { requireParquetWriter, writeParquet } from './parquet-output.js';
import { takeLock } from './run-lock.js';
import { OwnScorer, Thread, ThreadScorers, type Scorers } from './scorers.js';
import { Memory } from './text-parts.js';
import type { Unit } from './unit.js';
import { unitsOf } from './units.js';

/** Defaults of `scoreFiles`. */
export const BATCH_DEFAULTS = Object.freeze({
  header: 'auto',
  prefix: '',
  /** Bytes of text that are read at once: 1 MiB. */
  partBytes: 1 << 20,
  /** Rows of Parquet that are scored at once. */
  partRows: 8192,
  /** Longest record that is read: 16 MiB. */
  longestRecord: 1 << 24,
  /** Bytes of input after which what was done is made to last: 64 MiB. */
  checkpointBytes: 1 << 26,
  /** Time after which it is so, however few bytes were read: 2 s. */
  checkpointMillis: 2000,
});

export interface ScoreFilesOptions {
  /** Model folder or file: ONNX, XGBoost, LightGBM. */
  readonly model: string;
  /** CSV, JSON Lines or Parquet file, or a folder of such files. */
  readonly input: string;
  /** File that is written; its name says how: .csv, .jsonl or .parquet. */
  readonly output: string;
  /** Columns that are carried through. Default none. */
  readonly keep?: readonly string[];
  /** Whether the first line of a CSV file names its columns. Default `auto`: it does if one of the model's names is in it. */
  readonly header?: HeaderChoice;
  /** What stands before the name of each output. Default nothing. */
  readonly prefix?: string;
  /** Threads that score, each with a model of its own. Default as many as there are cores, up to 8; for less than 32 MiB the caller's alone. */
  readonly threads?: number;
  readonly partBytes?: number;
  readonly partRows?: number;
  readonly longestRecord?: number;
  readonly checkpointBytes?: number;
  readonly checkpointMillis?: number;
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Told after each part. */
  readonly onProgress?: (progress: BatchProgress) => void;
}

/** How far a run is. */
export interface BatchProgress {
  /** Rows of the output. */
  readonly rows: number;
  /** Rows that this run scored itself, and not one before it. */
  readonly ownRows: number;
  readonly rejected: number;
  /** Part of the input that is read, 0 to 1. */
  readonly done: number;
  /** Part of the input that was read when this run began. */
  readonly doneBefore: number;
  /** Since scoring began. */
  readonly millis: number;
}

/** What a run gave. */
export interface BatchResult {
  /** Rows of the output. */
  readonly rows: number;
  readonly rejected: number;
  readonly files: number;
  readonly output: string;
  /** Where the rejected records are; absent where there are none. */
  readonly rejectedFile?: string;
  readonly firstRejected: readonly Rejected[];
  /** Rows that an earlier run had scored already; absent where there was none. */
  readonly resumedRows?: number;
  readonly engine: LoadedModel['kind'];
  readonly seconds: number;
  /** Time of processors that it took, all threads together. */
  readonly cpuSeconds: number;
}

export interface Rejected {
  readonly file: string;
  /** Counted from 1; of a Parquet file the row. */
  readonly line: number;
  readonly reason: string;
}

/** Less input than this is scored before threads are up. */
const WORTH_THREADS = 1 << 25;
const MOST_THREADS = 8;

type OutputFormat = 'csv' | 'jsonl' | 'parquet';
const FIRST_REJECTED = 3;
/** Changes when the same input would give other bytes. */
const VERSION = 1;

/**
 * Scores the rows of files by a model, in constant memory. Stopped at any moment, the next run of the same job goes on where this one was. The
 * output is there whole or not at all; records that cannot be scored go to `OUTPUT.rejected.jsonl`.
 */
export async function scoreFiles(options: ScoreFilesOptions): Promise<BatchResult> {
  const format = formatOf(options.output);
  refuseFolder(options.output);
  if (format === 'parquet') await requireParquetWriter();
  const names = filesOf(options.output);
  const files = inputFiles(options.input, [options.output, ...Object.values(names)]);
  const unlock = takeLock(names.lock, options.output);
  const threads: Thread[] = [];
  try {
    const written = writtenBy(options, format);
    for (let count = threadsFor(options, files) - 1; count > 0; count -= 1) threads.push(new Thread({ model: options.model, written }));
    const model = await openModel(options.model, { choose: chooseInProcess(bundled('server', 'index.js')) });
    for (const thread of threads) thread.choose(model.kind);
    try {
      return await new Run(options, format, files, model, threads).all();
    } finally {
      await model.close();
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
    unlock();
  }
}

function refuseFolder(output: string): void {
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new SlipwayError('batch-output', `'${output}' is a folder; give the name of a file in it`);
}

function writtenBy({ keep = [], prefix = BATCH_DEFAULTS.prefix }: ScoreFilesOptions, format: OutputFormat): ScoredFormat {
  return { format: format === 'csv' ? 'csv' : 'jsonl', keep, prefix };
}

function threadsFor({ threads }: ScoreFilesOptions, files: readonly InputFile[]): number {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  return threads ?? (total < WORTH_THREADS ? 1 : Math.min(MOST_THREADS, availableParallelism()));
}

class Run {
  private readonly settings;
  private readonly written: ScoredFormat;
  private readonly journal: Journal;
  private readonly firstRejected: Rejected[] = [];
  private readonly started = performance.now();
  private readonly startedCpu = process.cpuUsage();
  private readonly sizes: readonly number[];
  private readonly total: number;
  private readonly memory = new Memory();
  private checkpointAt = this.started;
  private uncheckedBytes = 0;
  private consumed = 0;
  private readonly consumedBefore: number;

  constructor(
    private readonly options: ScoreFilesOptions,
    private readonly format: OutputFormat,
    private readonly files: readonly InputFile[],
    private readonly model: LoadedModel,
    private readonly threads: readonly Thread[],
  ) {
    this.settings = { ...BATCH_DEFAULTS, keep: [] as readonly string[], ...given(options) };
    this.written = writtenBy(options, format);
    this.refuseNames();
    this.sizes = files.map(({ size }) => size);
    this.total = this.bytesBefore(files.length);
    this.journal = new Journal(options.output, this.job());
    const { at } = this.journal;
    const current = files[at.file];
    // Of what is packed nobody knows how far a position is.
    const isPlain = current !== undefined && current.kind !== 'parquet' && !current.gzip;
    this.consumed = this.bytesBefore(at.file) + (isPlain ? (at.offset ?? 0) : 0);
    this.consumedBefore = this.consumed;
  }

  async all(): Promise<BatchResult> {
    const { journal, options, format, model, settings } = this;
    try {
      if (journal.replaced)
        this.warn('what an earlier run left unfinished is of another input, model or choice of columns, and is begun again');
      if (!journal.isDone) {
        if (journal.outputBytes === 0 && journal.resumedRows === undefined && format === 'csv') journal.append(this.headerLine(), '');
        await this.scoreAll();
        await journal.checkpoint(true);
      }
      await journal.finish(format === 'parquet' ? (lines, into) => writeParquet(lines, into, model.schema, settings) : undefined);
    } catch (failure) {
      if (journal.isUnbegun) journal.discard();
      throw failure;
    } finally {
      journal.close();
    }
    const { rows, rejected, resumedRows } = journal;
    return {
      rows,
      rejected,
      files: this.files.length,
      output: options.output,
      ...(rejected > 0 ? { rejectedFile: filesOf(options.output).rejected } : {}),
      firstRejected: this.firstRejected,
      ...(resumedRows === undefined ? {} : { resumedRows }),
      engine: model.kind,
      seconds: (performance.now() - this.started) / 1000,
      cpuSeconds: cpuSeconds(this.startedCpu),
    };
  }

  private async scoreAll(): Promise<void> {
    const { settings, written, options, model, threads, files, journal } = this;
    const own = new PartScorer(model, written);
    const scorers: Scorers = threads.length > 0 ? new ThreadScorers(threads, own) : new OwnScorer(own);
    const onAbsent = (file: InputFile, features: readonly string[]): void =>
      this.warn(`${file.path} has no column ${features.join(', ')}: missing in every row`);
    const queue: { readonly unit: Unit; readonly scored: Promise<ScoredPart> }[] = [];
    for await (const unit of unitsOf(files, journal.at, {
      ...settings,
      schema: model.schema,
      takes: model.takes,
      memory: this.memory,
      onAbsent,
    })) {
      if (options.signal.aborted) break;
      const scored = unit.part === undefined ? Promise.resolve(TOO_LONG) : scorers.score(unit.part);
      scored.catch(() => undefined);
      queue.push({ unit, scored });
      if (queue.length >= scorers.depth) await this.commit(queue.shift());
    }
    while (queue.length > 0 && !options.signal.aborted) await this.commit(queue.shift());
    if (!options.signal.aborted) return;
    await journal.checkpoint();
    options.signal.throwIfAborted();
  }

  private async commit(next: { readonly unit: Unit; readonly scored: Promise<ScoredPart> } | undefined): Promise<void> {
    if (next === undefined) return;
    const { unit } = next;
    const { output, rows, rejected, lineCount, spent } = await next.scored;
    const free = spent ?? (unit.part === undefined ? undefined : memoryOf(unit.part));
    if (free !== undefined) this.memory.give(free);
    const { journal, settings, files } = this;
    const line = unit.line ?? journal.at.line;
    const { path } = files[unit.file];
    const records = rejected.map((record): Rejected => ({ file: path, line: line + record.line + 1, reason: record.reason }));
    journal.append(output, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    this.firstRejected.push(...records.slice(0, FIRST_REJECTED - this.firstRejected.length));
    journal.rows += rows;
    journal.rejected += records.length;
    journal.at = { file: unit.file, offset: unit.next, line: line + lineCount };
    const before = this.consumed;
    this.consumed = this.bytesBefore(unit.file) + unit.consumed;
    this.uncheckedBytes += this.consumed - before;
    const now = performance.now();
    if (this.uncheckedBytes >= settings.checkpointBytes || now - this.checkpointAt >= settings.checkpointMillis) {
      await journal.checkpoint();
      this.uncheckedBytes = 0;
      this.checkpointAt = now;
    }
    this.tell(now);
  }

  private tell(now: number): void {
    const { journal, options, consumed, consumedBefore } = this;
    const total = Math.max(1, this.total);
    options.onProgress?.({
      rows: journal.rows,
      ownRows: journal.rows - (journal.resumedRows ?? 0),
      rejected: journal.rejected,
      done: Math.min(1, consumed / total),
      doneBefore: consumedBefore / total,
      millis: now - this.started,
    });
  }

  private bytesBefore(file: number): number {
    return this.sizes.slice(0, file).reduce((sum, size) => sum + size, 0);
  }

  private headerLine(): Uint8Array {
    const { keep, prefix } = this.settings;
    return Buffer.from(`${[...keep, ...outputColumns(this.model.schema, prefix)].map(csvText).join(',')}\n`);
  }

  /** A column that is kept and one that is predicted must not have the same name: who reads the output could not tell them apart. */
  private refuseNames(): void {
    const { keep, prefix } = this.settings;
    const predicted =
      this.format === 'csv' ? outputColumns(this.model.schema, prefix) : this.model.schema.outputs.map(({ name }) => prefix + name);
    const all = [...keep, ...predicted];
    const twice = all.filter((name, index) => all.indexOf(name) !== index);
    if (twice.length > 0)
      throw new SlipwayError(
        'batch-output',
        `the output would have two columns '${twice.join("', '")}'; give what stands before the names of predictions, for example --prefix predicted_`,
      );
  }

  /** Digest of all that decides what comes out: another run with the same may go on with it. */
  private job(): string {
    const { keep, prefix, header } = this.settings;
    const { digest, schema } = this.model;
    const files = this.files.map(({ path, size, modified }) => [path, size, modified]);
    return createHash('sha256')
      .update(JSON.stringify([VERSION, digest, schema, files, this.format, keep, prefix, header]))
      .digest('hex');
  }

  private warn(text: string): void {
    this.options.host.say({ level: 'warn', stage: 'score', text });
  }
}

const TOO_LONG: ScoredPart = {
  output: new Uint8Array(0),
  rows: 0,
  rejected: [{ line: 0, reason: 'the record is longer than anything that is read; is a line break missing, or a quotation mark?' }],
  lineCount: 1,
};

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** Options without those that are not given. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function formatOf(output: string): OutputFormat {
  const [, end = ''] = /\.(csv|jsonl|ndjson|parquet)$/i.exec(output) ?? [];
  if (end === '')
    throw new SlipwayError(
      'batch-output',
      `'${output}' does not say how it is to be written; give a name that ends in .csv, .jsonl or .parquet`,
    );
  return end.toLowerCase() === 'ndjson' ? 'jsonl' : (end.toLowerCase() as OutputFormat);
}
