import { csvRows } from '../../core/codec/csv-rows.js';
import type { Batch } from '../../core/drift/table/batch.js';
import { numberIn } from '../../core/drift/table/cells.js';
import { BatchCollector } from './batch-collector.js';
import { linesOf } from './lines.js';
import { nameAt, wrongWidth, type ReadOptions } from './read-options.js';
import type { TableSource } from './source.js';

/** A quoted cell may hold line breaks, up to so many; a quotation mark that is never closed must not swallow the file. */
const LONGEST_RECORD = 1000;

/** Rows of a CSV file. The first line is a header, unless all its cells are numbers. */
export async function* csvTable(source: TableSource, options: ReadOptions): AsyncGenerator<Batch> {
  const table = new CsvTable(source.name, options);
  for await (const { lines, first } of linesOf(source.read())) {
    for (const [index, line] of lines.entries()) {
      table.line(line, first + index);
      if (table.batch.full) yield table.batch.take() as Batch;
    }
  }
  table.end();
  const last = table.batch.take();
  if (last !== undefined) yield last;
}

class CsvTable {
  readonly batch = new BatchCollector();
  private names: readonly string[] | undefined;
  /** Lines of a record that a quoted cell keeps open. */
  private open: { readonly lines: string[]; readonly first: number } | undefined;

  constructor(
    private readonly file: string,
    private readonly options: ReadOptions,
  ) {}

  line(text: string, number: number): void {
    if (this.open !== undefined) {
      this.open.lines.push(text);
      if (text.includes('"') || this.open.lines.length > LONGEST_RECORD) this.close();
    } else if (!text.includes('"')) {
      const plain = text.endsWith('\r') ? text.slice(0, -1) : text;
      if (plain !== '') this.row(plain.split(','), number);
    } else {
      this.open = { lines: [text], first: number };
      this.close();
    }
  }

  /** The file ends; what is still open stays so for ever. */
  end(): void {
    while (this.open !== undefined) this.giveUp('a quoted cell is not closed; end it with a quotation mark');
  }

  /** Reads the open lines as one record, if they are one. */
  private close(): void {
    if (this.open === undefined) return;
    const { lines, first } = this.open;
    const read = csvRows(lines.join('\n'));
    if (read.ok) {
      this.open = undefined;
      for (const cells of read.rows) this.row(cells, first);
    } else if (!read.message.startsWith('a quoted cell is not closed') || lines.length > LONGEST_RECORD) this.giveUp(read.message);
  }

  /** The first open line is broken, and those after it are lines of their own again. */
  private giveUp(reason: string): void {
    const { lines, first } = this.open ?? { lines: [], first: 0 };
    this.open = undefined;
    this.broken(first, reason);
    for (const [index, line] of lines.slice(1).entries()) this.line(line, first + 1 + index);
  }

  private row(cells: readonly string[], line: number): void {
    const header = this.names === undefined ? headerOf(cells, this.options) : undefined;
    if (header !== undefined) {
      this.names = header;
      return;
    }
    const { inputs } = this.options;
    const wrong = this.names === undefined ? wrongWidth(cells.length, inputs) : undefined;
    if (wrong !== undefined) return this.broken(line, wrong);
    this.names ??= cells.map((_, place) => nameAt(inputs, place));
    if (cells.length === this.names.length) this.batch.add(this.names, cells);
    else this.broken(line, `the row has ${cells.length} cells, the first one ${this.names.length}; give as many`);
  }

  private broken(line: number, reason: string): void {
    this.options.onBroken({ file: this.file, line, reason });
  }
}

/** A line of numbers is none, and neither is one of as many cells as there are columns whose names are known, and none of these names. */
function headerOf(cells: readonly string[], { inputs, outputs }: ReadOptions): readonly string[] | undefined {
  if (cells.every((cell) => typeof numberIn(cell) === 'number')) return undefined;
  const names = cells.map((cell) => cell.trim());
  const isRow = names.length === inputs.length && !names.some((name) => inputs.includes(name) || outputs.includes(name));
  return isRow ? undefined : names;
}
