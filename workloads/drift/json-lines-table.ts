import type { Batch } from '../../core/drift/table/batch.js';
import { BatchCollector } from './batch-collector.js';
import { CaptureLines } from './capture-lines.js';
import { CapturedLine } from './captured-line.js';
import { lineBytesOf, type LineBytes } from './lines.js';
import { nameAt, wrongWidth, type ReadOptions } from './read-options.js';
import type { TableSource } from './source.js';

const LINE_FEED = 0x0a;

/** Rows of a JSON Lines file: a record or a list of values a line, or a captured exchange, which may hold several rows. */
export async function* jsonLinesTable(source: TableSource, options: ReadOptions): AsyncGenerator<Batch> {
  const table = new JsonLinesTable(source, options);
  for await (const lines of lineBytesOf(source.read())) yield* table.read(lines);
  const last = table.batch.take();
  if (last !== undefined) yield last;
}

class JsonLinesTable {
  readonly batch = new BatchCollector();
  private readonly captures: CaptureLines;
  /** Number of the next line, counted from 1. */
  private line = 1;

  constructor(
    private readonly source: TableSource,
    private readonly options: ReadOptions,
  ) {
    this.captures = new CaptureLines(options);
  }

  *read({ bytes, cutOff }: LineBytes): Generator<Batch> {
    const { batch, captures } = this;
    for (let at = 0; at < bytes.length;) {
      const { next, lines } = captures.read(bytes, at);
      while (!captures.moveTo(batch)) yield batch.take() as Batch;
      this.line += lines;
      if (next === at) at = this.one(bytes, at, cutOff);
      else at = next;
      if (batch.full) yield batch.take() as Batch;
    }
  }

  /** Reads one line; position after it. */
  private one(bytes: Buffer, start: number, cutOff: boolean): number {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    const text = bytes.toString('utf8', start, end);
    const reason = text.trim() === '' ? undefined : addLine(text, this.batch, this.options, this.source.known);
    if (reason !== undefined)
      this.options.onBroken({
        file: this.source.name,
        line: this.line,
        reason: cutOff ? 'it is cut off; read the file again when it is whole' : reason,
      });
    this.line += 1;
    return end + 1;
  }
}

/** Why the line could not be read, or undefined. */
function addLine(line: string, batch: BatchCollector, options: ReadOptions, known: TableSource['known']): string | undefined {
  const seen = known?.get(line);
  if (seen !== undefined) return seen.addTo(batch, options);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The engine's message quotes the text, which may be sensitive.
    return 'it is no JSON';
  }
  if (typeof value !== 'object' || value === null) return 'it is neither a record nor a list of values';
  if (Array.isArray(value)) {
    const wrong = wrongWidth(value.length, options.inputs);
    if (wrong !== undefined) return wrong;
    batch.add(
      value.map((_, place) => nameAt(options.inputs, place)),
      value,
    );
  } else if (!('captureData' in value)) batch.addRecord(value as Record<string, unknown>);
  else {
    const captured = new CapturedLine(value);
    known?.set(line, captured);
    return captured.addTo(batch, options);
  }
  return undefined;
}
