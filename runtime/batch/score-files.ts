import { availableParallelism } from 'node:os';
import { chooseInProcess } from '../../workloads/scoring/choose-engine.js';
import { openModel } from '../../workloads/scoring/open-model.js';
import { bundled } from '../bundled.js';
import { inputFiles, type InputFile } from './input-files.js';
import { filesOf } from './journal.js';
import { formatOf, refuseFolder, writtenAs } from './output-shape.js';
import { requireParquetWriter } from './parquet-output.js';
import { takeLock } from './run-lock.js';
import { settingsOf, type BatchResult, type ScoreFilesOptions } from './score-options.js';
import { Thread } from './scorers.js';
import { ScoringRun } from './scoring-run.js';

/** Less input than this is scored before threads are up. */
const WORTH_THREADS = 1 << 25;
const MOST_THREADS = 8;

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
    const written = writtenAs(settingsOf(options), format);
    for (let count = threadsFor(options, files) - 1; count > 0; count -= 1) threads.push(new Thread({ model: options.model, written }));
    const model = await openModel(options.model, { choose: chooseInProcess(bundled('server', 'index.js')) });
    for (const thread of threads) thread.choose(model.kind);
    try {
      return await new ScoringRun(options, format, files, model, threads).all();
    } finally {
      await model.close();
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
    unlock();
  }
}

function threadsFor({ threads }: ScoreFilesOptions, files: readonly InputFile[]): number {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  return threads ?? (total < WORTH_THREADS ? 1 : Math.min(MOST_THREADS, availableParallelism()));
}
