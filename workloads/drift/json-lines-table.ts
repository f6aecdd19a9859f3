import type { Batch } from '../../core/drift/table/batch.js';
import { BatchCollector } from './batch-collector.js';
import { capturedEvent, capturedRows, exchangeOf } from './capture-record.js';
import { linesOf } from './lines.js';
import { nameAt, wrongWidth, type ReadOptions } from './read-options.js';
import type { TableSource } from './source.js';

/** Rows of a JSON Lines file: a record or a list of values a line, or a captured exchange, which may hold several rows. */
export async function* jsonLinesTable(source: TableSource, options: ReadOptions): AsyncGenerator<Batch> {
  const batch = new BatchCollector();
  for await (const { lines, first, cutOff } of linesOf(source.read())) {
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const reason = addLine(line, batch, options);
      const unfinished = cutOff && reason !== undefined;
      if (reason !== undefined)
        options.onBroken({
          file: source.name,
          line: first + index,
          reason: unfinished ? 'it is cut off; read the file again when it is whole' : reason,
        });
      if (batch.full) yield batch.take() as Batch;
    }
  }
  const last = batch.take();
  if (last !== undefined) yield last;
}

/** Why the line could not be read, or undefined. */
function addLine(line: string, batch: BatchCollector, { inputs, outputs, events = false, takes }: ReadOptions): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // The engine's message quotes the text, which may be sensitive.
    return 'it is no JSON';
  }
  if (typeof value !== 'object' || value === null) return 'it is neither a record nor a list of values';
  if (Array.isArray(value)) {
    const wrong = wrongWidth(value.length, inputs);
    if (wrong !== undefined) return wrong;
    batch.add(
      value.map((_, place) => nameAt(inputs, place)),
      value,
    );
  } else if (!('captureData' in value)) batch.addRecord(value as Record<string, unknown>);
  else if (takes?.(exchangeOf(value)) !== false) {
    const captured = capturedRows(value, inputs, outputs);
    if (!captured.ok) return captured.reason;
    for (const [place, row] of captured.rows.entries())
      batch.addRecord(events ? { ...row, ...capturedEvent(value, place, captured.rows.length) } : row);
  }
  return undefined;
}
