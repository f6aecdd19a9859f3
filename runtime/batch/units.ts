import type { Part } from '../../workloads/batch/score-part.js';
import { openBytes, type ByteSource } from './byte-source.js';
import type { InputFile } from './input-files.js';
import type { Position } from './journal.js';
import { csvLayout, textStart, type FoundLayout } from './layout.js';
import { checkParquet, parquetUnits } from './parquet-units.js';
import { textParts, type Cutting } from './text-parts.js';
import type { From, Reading, Unit } from './unit.js';

/** Parts of all files from a position on. */
export async function* unitsOf(files: readonly InputFile[], at: Position, reading: Reading): AsyncGenerator<Unit> {
  for (const [number, file] of files.entries()) {
    if (number < at.file) continue;
    const from = number === at.file && at.offset !== undefined ? { offset: at.offset, line: at.line } : undefined;
    yield* file.kind === 'parquet' ? parquetUnits(file, number, from, reading) : textUnits(file, number, from, reading);
  }
}

/**
 * Refuses files that lack a column, or are not what their names say, before anything is scored: a run over many would end at the last of them,
 * and begin anew once that is mended.
 */
export async function checkInput(files: readonly InputFile[], at: Position, reading: Reading): Promise<void> {
  for (const file of files.slice(at.file)) await (file.kind === 'parquet' ? checkParquet(file, reading) : checkText(file, reading));
}

/** The first bytes of a file, as many as its header may need: a longer one is none. */
const HEADER_BYTES = 1 << 20;
/** A byte order mark fits into them. */
const MARK_BYTES = 4;

async function* textUnits(file: InputFile, number: number, from: From, reading: Reading): AsyncGenerator<Unit> {
  const source = await openBytes(file);
  try {
    const kind = file.kind as Cutting['kind'];
    const found = await beginningOf(source, file, reading);
    if (found === undefined) return;
    if (found.absent.length > 0) reading.onAbsent(file, found.absent);
    let line: number | undefined = from?.line ?? found.line;
    for await (const { bytes, next, tooLong = false } of textParts(source, from?.offset ?? found.start, { kind, ...reading })) {
      const part: Part = found.layout === undefined ? { kind: 'jsonl', bytes } : { kind: 'csv', bytes, layout: found.layout };
      yield { file: number, ...(tooLong ? {} : { part }), next, ...(line === undefined ? {} : { line }), consumed: source.consumed(next) };
      line = undefined;
    }
  } finally {
    await source.close();
  }
}

async function checkText(file: InputFile, reading: Reading): Promise<void> {
  const source = await openBytes(file);
  try {
    await beginningOf(source, file, reading);
  } finally {
    await source.close();
  }
}

/** Where the rows of a file begin, and of CSV its columns; undefined where it is empty. */
async function beginningOf(
  source: ByteSource,
  { kind, path }: InputFile,
  reading: Reading,
): Promise<(Omit<FoundLayout, 'layout'> & Partial<Pick<FoundLayout, 'layout'>>) | undefined> {
  const window = reading.memory.take(kind === 'csv' ? HEADER_BYTES : MARK_BYTES);
  try {
    const bytes = window.subarray(0, await source.read(window, 0));
    if (bytes.length === 0) return undefined;
    if (kind === 'csv') return csvLayout(bytes, reading.schema, { ...reading, source: path });
    return { start: textStart(bytes, path), line: 0, absent: [] };
  } finally {
    reading.memory.give(window.buffer as ArrayBuffer);
  }
}
