import { capturedEvent, capturedRows, exchangeOf, type CapturedRows } from './capture-record.js';
import type { BatchCollector } from './batch-collector.js';
import type { CapturedExchange, ReadOptions } from './read-options.js';

/** A captured exchange as it stands in a line, read as far as somebody asked. */
export class CapturedLine {
  private exchange: CapturedExchange | undefined;
  private rows: CapturedRows | undefined;

  constructor(private readonly record: object) {}

  /** Adds its rows; why it has none, or undefined. */
  addTo(batch: BatchCollector, { inputs, outputs, events = false, takes }: ReadOptions): string | undefined {
    if (takes?.((this.exchange ??= exchangeOf(this.record))) === false) return undefined;
    const captured = (this.rows ??= capturedRows(this.record, inputs, outputs));
    if (!captured.ok) return captured.reason;
    for (const [place, row] of captured.rows.entries())
      batch.addRecord(events ? { ...row, ...capturedEvent(this.record, place, captured.rows.length) } : row);
    return undefined;
  }
}
