import { MatrixBuilder, numericColumns, type NumericColumns } from '../../core/codec/matrix.js';
import { TemplateRows } from '../../core/codec/kernel/template-rows.js';
import type { RawCell } from '../../core/drift/table/batch.js';
import type { BatchCollector } from './batch-collector.js';
import { EVENT } from './capture-record.js';
import { captureTemplate, type CaptureTemplate } from './capture-template.js';
import type { ReadOptions } from './read-options.js';

const NOTHING = new Uint8Array(0);
const QUOTE = 0x22;

/** Rows of captured exchanges, one a line. */
interface CapturedLines {
  /** Position after the last line that was taken. */
  readonly next: number;
  readonly lines: number;
}

/** Reads captured exchanges that have one template from their bytes; those that have none are left to the reader of all lines. */
export class CaptureLines {
  private readonly templates = new TemplateRows();
  private readonly columns: NumericColumns | undefined;
  private readonly names: readonly string[];
  private readonly matrix: MatrixBuilder | undefined;
  private template: CaptureTemplate | undefined;
  /** Rows of the matrix that are taken, each with its time and its id. */
  private readonly taken: { readonly row: number; readonly time: string | number; readonly id: string | undefined }[] = [];
  private bytes: Buffer = Buffer.alloc(0);
  /** The time that was read last: many exchanges have the same. */
  private lastTime: string | number = '';
  private lastAt = Number.NaN;

  constructor(private readonly options: ReadOptions) {
    const { inputs, outputs, numeric } = options;
    this.names = [...inputs, ...outputs];
    const isNumeric = inputs.length > 0 && this.names.every((name) => numeric?.has(name));
    this.columns = isNumeric
      ? numericColumns({ version: 1, features: this.names.map((name) => ({ name, type: 'number' })), outputs: [] })
      : undefined;
    this.matrix = this.columns && new MatrixBuilder('matrix64', NOTHING, this.columns);
  }

  /** Reads lines from the beginning of one on. */
  read(bytes: Buffer, at: number): CapturedLines {
    const { columns, matrix, options } = this;
    this.taken.length = 0;
    if (columns === undefined || matrix === undefined) return { next: at, lines: 0 };
    this.bytes = bytes;
    matrix.rows = 0;
    const learn = (): CaptureTemplate['row'] | undefined => {
      this.template = captureTemplate(bytes, at, columns, options);
      return this.template?.row;
    };
    const next = this.templates.take(bytes, at, bytes.length, '', learn, matrix, this.keep);
    return { next, lines: matrix.rows };
  }

  /** Moves rows that were read to where the others are, as many as it takes; whether that is all of them. */
  moveTo(batch: BatchCollector): boolean {
    const { matrix, names, taken, options } = this;
    if (matrix === undefined) return true;
    while (taken.length > 0 && !batch.full) {
      const rows = taken.splice(0, batch.room);
      batch.addNumbers(
        names,
        matrix.values,
        rows.map(({ row }) => row),
        options.events === true ? this.eventColumns(rows) : {},
      );
    }
    return taken.length === 0;
  }

  private eventColumns(rows: CaptureLines['taken']): Readonly<Record<string, readonly RawCell[]>> {
    return { [EVENT.id]: rows.map(({ id }) => id), [EVENT.time]: rows.map(({ time }) => time) };
  }

  private readonly keep = (firstRow: number, places: Int32Array): void => {
    const { template, options } = this;
    if (template === undefined) return;
    const width = 2 * template.row.kept;
    for (let row = 0; row * width < places.length; row += 1) {
      const at = row * width;
      const time = this.valueAt(places, at + 2 * template.time);
      if (time !== this.lastTime) {
        this.lastTime = time;
        this.lastAt = typeof time === 'string' ? Date.parse(time) : Number.NaN;
      }
      if (options.takes?.({ at: this.lastAt, customAttributes: template.customAttributes }) === false) continue;
      const id = options.events === true ? this.valueAt(places, at + 2 * template.id) : undefined;
      this.taken.push({ row: firstRow + row, time, id: typeof id === 'string' ? id : undefined });
    }
  };

  /** A text of JSON without its marks, or the number that stands where other exchanges have a text. */
  private valueAt(places: Int32Array, at: number): string | number {
    const { bytes } = this;
    const [from, to] = [places[at], places[at + 1]];
    return bytes[from] === QUOTE ? bytes.toString('utf8', from + 1, to - 1) : Number(bytes.toString('utf8', from, to));
  }
}
