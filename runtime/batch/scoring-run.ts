import { memoryOf, PartScorer, type ScoredFormat, type ScoredPart } from '../../workloads/batch/score-part.js';
import type { LoadedModel } from '../../workloads/scoring/open-model.js';
import type { InputFile } from './input-files.js';
import { jobDigest } from './job-digest.js';
import { filesOf, Journal } from './journal.js';
import { headerLine, refuseNames, writtenAs, type OutputFormat } from './output-shape.js';
import { writeParquet } from './parquet-output.js';
import { settingsOf, type BatchResult, type Rejected, type ScoreFilesOptions, type ScoreSettings } from './score-options.js';
import { OwnScorer, ThreadScorers, type Scorers, type Thread } from './scorers.js';
import { Memory } from './text-parts.js';
import type { Reading, Unit } from './unit.js';
import { checkInput, unitsOf } from './units.js';

/** Rejected records that a result names. */
const FIRST_REJECTED = 3;

/** One run over the files of an input, from where the one before it was. */
export class ScoringRun {
  private readonly settings: ScoreSettings;
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
    this.settings = settingsOf(options);
    this.written = writtenAs(this.settings, format);
    refuseNames(this.settings, model.schema, format);
    this.sizes = files.map(({ size }) => size);
    this.total = this.bytesBefore(files.length);
    this.journal = new Journal(options.output, jobDigest(this.settings, model, files, format));
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
        if (journal.outputBytes === 0 && journal.resumedRows === undefined && format === 'csv')
          journal.append(headerLine(settings, model.schema), '');
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
    const onAbsent = (file: InputFile, features: readonly string[]): void =>
      this.warn(`${file.path} has no column ${features.join(', ')}: missing in every row`);
    const reading: Reading = { ...settings, schema: model.schema, takes: model.takes, memory: this.memory, onAbsent };
    // One file is told by the first of its rows.
    if (files.length > 1) await checkInput(files, journal.at, reading);
    const own = new PartScorer(model, written);
    const scorers: Scorers = threads.length > 0 ? new ThreadScorers(threads, own) : new OwnScorer(own);
    const queue: { readonly unit: Unit; readonly scored: Promise<ScoredPart> }[] = [];
    for await (const unit of unitsOf(files, journal.at, reading)) {
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
