import { MatrixBuilder, numericColumns, type NumericColumns } from '../../core/codec/matrix.js';
import { TemplateRows } from '../../core/codec/kernel/template-rows.js';
import type { BatchCollector } from './batch-collector.js';
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

/**
 * Reads captured exchanges that have one template from their bytes; those that have none are left to the reader of all lines. So are all of them where
 * somebody asks for their ids: then it is for labels, which are compared as the texts that they are.
 */
export class CaptureLines {
  private readonly templates = new TemplateRows();
  private readonly columns: NumericColumns | undefined;
  private readonly names: readonly string[];
  private readonly matrix: MatrixBuilder | undefined;
  private template: CaptureTemplate | undefined;
  /** Rows of the matrix that are taken. */
  private readonly taken: number[] = [];
  private bytes: Buffer = Buffer.alloc(0);
  /** The time that was read last: many exchanges have the same. */
  private lastTime: string | undefined;
  private lastAt = Number.NaN;

  constructor(private readonly options: ReadOptions) {
    const { inputs, outputs, numeric, events = false } = options;
    this.names = [...inputs, ...outputs];
    const isNumeric = !events && inputs.length > 0 && this.names.every((name) => numeric?.has(name));
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
    const { matrix, names, taken } = this;
    if (matrix === undefined) return true;
    while (taken.length > 0 && !batch.full) batch.addNumbers(names, matrix.values, taken.splice(0, batch.room));
    return taken.length === 0;
  }

  private readonly keep = (firstRow: number, places: Int32Array): void => {
    const { template, options } = this;
    if (template === undefined) return;
    const width = 2 * template.row.kept;
    for (let row = 0; row * width < places.length; row += 1) {
      const time = this.textAt(places, row * width + 2 * template.time);
      if (time !== this.lastTime) {
        this.lastTime = time;
        this.lastAt = time === undefined ? Number.NaN : Date.parse(time);
      }
      if (options.takes?.({ at: this.lastAt, customAttributes: template.customAttributes }) !== false) this.taken.push(firstRow + row);
    }
  };

  /** A text of JSON without its marks; undefined where a number stands in its place. */
  private textAt(places: Int32Array, at: number): string | undefined {
    const { bytes } = this;
    const [from, to] = [places[at], places[at + 1]];
    return bytes[from] === QUOTE ? bytes.toString('utf8', from + 1, to - 1) : undefined;
  }
}
