import type { Part } from '../../workloads/batch/score-part.js';
import { openBytes } from './byte-source.js';
import type { InputFile } from './input-files.js';
import type { Position } from './journal.js';
import { csvLayout, textStart } from './layout.js';
import { parquetUnits } from './parquet-units.js';
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

/** The first bytes of a file, as many as its header may need: a longer one is none. */
const HEADER_BYTES = 1 << 20;
/** A byte order mark fits into them. */
const MARK_BYTES = 4;

async function* textUnits(file: InputFile, number: number, from: From, reading: Reading): AsyncGenerator<Unit> {
  const source = await openBytes(file);
  try {
    const kind = file.kind as Cutting['kind'];
    const window = reading.memory.take(kind === 'csv' ? HEADER_BYTES : MARK_BYTES);
    const beginning = window.subarray(0, await source.read(window, 0));
    if (beginning.length === 0) return;
    const found =
      kind === 'csv'
        ? csvLayout(beginning, reading.schema, { ...reading, source: file.path })
        : { start: textStart(beginning, file.path), line: 0, absent: [], layout: undefined };
    reading.memory.give(window.buffer as ArrayBuffer);
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
