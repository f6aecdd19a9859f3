import type { Predictions, RowBlock } from '../../core/codec/block.js';
import { firstNonFinite } from '../../core/codec/block.js';
import { ByteWriter } from '../../core/codec/byte-writer.js';
import { csvText, writeValues } from '../../core/codec/encode.js';
import { LineKernel } from '../../core/codec/kernel/line-kernel.js';
import { fits, lineTemplate, type LineTemplate } from '../../core/codec/kernel/line-template.js';
import { numericColumns, type NumericColumns } from '../../core/codec/matrix.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { sliceBlock } from '../scoring/blocks.js';
import type { Engine } from '../scoring/engine.js';
import { readColumns, type ColumnsPart } from './columns-part.js';
import { CsvPart, type CsvLayout } from './csv-part.js';
import { JsonPart } from './json-part.js';
import type { Scratch } from './row-sink.js';
import type { LineFormat, RejectedRecord, TableRows } from './table-rows.js';

/** Rows of one run of a model: no engine gains by more. */
const RUN_ROWS = 1024;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const CLOSE_RECORD = 0x7d;

/** A part of a table, cut at the ends of records, and how to read it. */
export type Part =
  | { readonly kind: 'csv'; readonly bytes: Uint8Array; readonly layout: CsvLayout }
  | { readonly kind: 'jsonl'; readonly bytes: Uint8Array }
  | ({ readonly kind: 'columns' } & ColumnsPart);

/** The memory that a part lies in alone, which goes from thread to thread without being copied, and serves again. */
export function memoryOf(part: Part): ArrayBuffer | undefined {
  return part.kind === 'columns' ? part.memory : (part.bytes.buffer as ArrayBuffer);
}

/** How scores are written. */
export interface ScoredFormat {
  readonly format: LineFormat;
  /** Columns that are carried through, by name. */
  readonly keep: readonly string[];
  /** What stands before the name of each output. */
  readonly prefix: string;
}

/** What a part gave. */
export interface ScoredPart {
  /** Lines of the output, one for each row that was scored. */
  readonly output: Uint8Array;
  readonly rows: number;
  readonly rejected: readonly RejectedRecord[];
  readonly lineCount: number;
  /** The part's memory, given back by another thread. */
  readonly spent?: ArrayBuffer;
}

/** Scores parts of tables for one model. The same part gives the same bytes, whoever scores it. */
export class PartScorer {
  private readonly columns: NumericColumns | undefined;
  private readonly writer = new ByteWriter();
  private readonly scratch: Scratch = {};
  private readonly names: readonly Uint8Array[];
  private template: LineTemplate | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly written: ScoredFormat,
  ) {
    this.columns = numericColumns(engine.schema);
    const fields = [...written.keep, ...engine.schema.outputs.map(({ name }) => written.prefix + name)];
    this.names = fields.map((name, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  }

  /** @param between awaited between two runs of the model, by threads that have others to serve */
  async score(part: Part, between?: () => Promise<unknown>): Promise<ScoredPart> {
    const table = this.read(part);
    const { writer } = this;
    const rejected: RejectedRecord[] = [...table.rejected];
    writer.reset();
    let rows = 0;
    for (let from = 0; from < table.block.rows; from += RUN_ROWS) {
      await between?.();
      const to = Math.min(table.block.rows, from + RUN_ROWS);
      rows += await this.run(table, from, to, rejected);
    }
    rejected.sort((a, b) => a.line - b.line);
    return { output: writer.bytes.slice(0, writer.length), rows, rejected, lineCount: table.lineCount };
  }

  private read(part: Part): TableRows {
    const { engine, columns, written } = this;
    if (part.kind === 'csv') return new CsvPart(part.bytes, engine, columns, part.layout, this.scratch).read();
    if (part.kind === 'jsonl') return new JsonPart(part.bytes, engine, columns, written.keep, this.scratch).read();
    return readColumns(part, engine, columns, this.scratch);
  }

  /** Runs rows and writes what they gave. Where the model fails, the half with the row at fault is found, and the others have their scores. */
  private async run(table: TableRows, from: number, to: number, rejected: RejectedRecord[]): Promise<number> {
    const { engine } = this;
    const block: RowBlock = sliceBlock(table.block, from, to);
    try {
      const outputs = engine.runSync === undefined ? await engine.run(block) : engine.runSync(block);
      return this.write(table, { outputs, from: 0, to: to - from }, from, rejected);
    } catch (cause) {
      if (to - from === 1) {
        rejected.push({
          line: table.lines.of(from),
          reason: `the model failed: ${cause instanceof Error ? cause.message : String(cause)}`,
        });
        return 0;
      }
      const middle = from + Math.floor((to - from) / 2);
      return (await this.run(table, from, middle, rejected)) + (await this.run(table, middle, to, rejected));
    }
  }

  private write(table: TableRows, { outputs, from, to }: Predictions, first: number, rejected: RejectedRecord[]): number {
    let rows = to - from;
    const line = (row: number): void => {
      if (firstNonFinite({ outputs, from: row, to: row + 1 }) !== undefined) {
        rejected.push({
          line: table.lines.of(first + row),
          reason: 'the model gave no finite number for this row; look at its values, then at the model',
        });
        rows -= 1;
      } else if (this.written.format === 'csv') this.csvLine(table, outputs, row, first);
      else this.jsonLine(table, outputs, row, first);
    };
    const template = this.templateOf(outputs);
    if (template === undefined) for (let row = from; row < to; row += 1) line(row);
    else LineKernel.shared().write(this.writer, template, outputs, from, to, line);
    return rows;
  }

  /** What lines have in common, where they hold nothing but numbers. */
  private templateOf(outputs: Predictions['outputs']): LineTemplate | undefined {
    const { engine, written, names } = this;
    if (written.keep.length > 0) return undefined;
    if (this.template !== undefined && fits(this.template, outputs)) return this.template;
    const isCsv = written.format === 'csv';
    const texts = {
      names: isCsv ? outputs.map((_, index) => Buffer.from(index === 0 ? '' : ',')) : names,
      lists: !isCsv,
      end: Buffer.from(isCsv ? '\n' : '}\n'),
    };
    this.template = lineTemplate(outputs, engine.schema, texts);
    return this.template;
  }

  private csvLine(table: TableRows, outputs: Predictions['outputs'], row: number, first: number): void {
    const { writer, engine, written } = this;
    for (let column = 0; column < written.keep.length; column += 1) {
      table.kept.write(writer, first + row, column, 'csv');
      writer.byte(COMMA);
    }
    for (let index = 0; index < outputs.length; index += 1) {
      if (index > 0) writer.byte(COMMA);
      writeValues(writer, outputs[index], row, engine.schema.outputs[index].type, csvText);
    }
    writer.byte(LINE_FEED);
  }

  private jsonLine(table: TableRows, outputs: Predictions['outputs'], row: number, first: number): void {
    const { writer, engine, names, written } = this;
    const kept = written.keep.length;
    for (let column = 0; column < kept; column += 1) {
      writer.raw(names[column]);
      table.kept.write(writer, first + row, column, 'jsonl');
    }
    for (let index = 0; index < outputs.length; index += 1) {
      writer.raw(names[kept + index]);
      const isList = outputs[index].size > 1;
      if (isList) writer.byte(OPEN_LIST);
      writeValues(writer, outputs[index], row, engine.schema.outputs[index].type, JSON.stringify);
      if (isList) writer.byte(CLOSE_LIST);
    }
    writer.byte(CLOSE_RECORD);
    writer.byte(LINE_FEED);
  }
}

/** Names of the columns of the output, in order; of an output with several values a row, one for each. */
export function outputColumns({ outputs }: ModelSchema, prefix: string): string[] {
  return outputs.flatMap(({ name, size = 1, classes }) =>
    size === 1 ? [prefix + name] : Array.from({ length: size }, (_, index) => `${prefix}${name}_${classes?.[index] ?? index}`),
  );
}
