import type { MatrixBlock } from './block.js';
import type { Feature } from '../schema/schema.js';
import { isNumberText } from './cell.js';
import { csvRows } from './csv-rows.js';
import { headerOrder } from './header.js';
import { csvTemplate, WORTH_TEMPLATE } from './kernel/row-template.js';
import { columnPositions, MatrixBuilder, type NumericColumns } from './matrix.js';
import { NumberScanner } from './scan-number.js';
import { decodeUtf8 } from './utf8.js';

const COMMA = 0x2c;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/**
 * Numbers of a `text/csv` body straight into a matrix. Strict: at anything unusual, and at anything wrong, it gives up, and `decodeCsv`
 * decides and says why.
 */
export function scanCsv(body: Uint8Array, columns: NumericColumns, kind: MatrixBlock['kind']): MatrixBuilder | undefined {
  const header = readHeader(body, columns.features);
  return header === undefined ? undefined : new CsvScanner(body, columns, kind, header.order).rows(header.end);
}

/** Where the rows begin, and the feature of each column; undefined where the first line is neither numbers nor a header. */
function readHeader(body: Uint8Array, features: readonly Feature[]): { end: number; order: readonly number[] } | undefined {
  const first = body[0] ?? LINE_FEED;
  // Where all names look like numbers a line of numbers might be a header; elsewhere the first character tells.
  if (first <= 0x39 && first !== 0x22)
    return features.every(({ name }) => isNumberText(name)) ? undefined : { end: 0, order: [...features.keys()] };
  const newline = body.indexOf(LINE_FEED);
  const end = newline < 0 ? body.length : newline + 1;
  const text = decodeUtf8(body.subarray(0, end));
  const line = csvRows(text ?? '');
  const order = line.ok && line.rows.length === 1 ? headerOrder(line.rows[0] ?? [], features) : undefined;
  return order === undefined ? undefined : { end, order: columnPositions(order) };
}

class CsvScanner {
  private readonly matrix: MatrixBuilder;
  private readonly number: NumberScanner;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly columns: NumericColumns,
    kind: MatrixBlock['kind'],
    private readonly order: readonly number[],
  ) {
    this.matrix = new MatrixBuilder(kind, bytes, columns);
    this.number = new NumberScanner(kind);
  }

  rows(start: number): MatrixBuilder | undefined {
    const { bytes, matrix } = this;
    const key = `csv ${this.order.join()}`;
    let at = start;
    while (at < bytes.length) {
      const next = bytes.length - at < WORTH_TEMPLATE ? at : this.templateRows(at, key);
      at = next > at ? next : this.row(at, matrix.nextRow());
      if (at < 0) return undefined;
    }
    return matrix.rows === 0 ? undefined : matrix;
  }

  private templateRows(at: number, key: string): number {
    const { bytes, columns, matrix, order } = this;
    return columns.templates.take(bytes, at, bytes.length, key, () => csvTemplate(bytes.subarray(at), columns, order), matrix);
  }

  /** Position of the next line, -1 to give up. */
  private row(start: number, base: number): number {
    const { bytes, order } = this;
    let at = start;
    for (let column = 0; column < order.length; column += 1) {
      if (column > 0 && bytes[at++] !== COMMA) return -1;
      at = this.cell(at, order[column], base);
      if (at < 0) return -1;
    }
    if (at >= bytes.length) return at;
    if (bytes[at] === RETURN) at += 1;
    return bytes[at] === LINE_FEED ? at + 1 : -1;
  }

  private cell(start: number, feature: number, base: number): number {
    const { bytes, number, columns, matrix } = this;
    let at = start;
    while (bytes[at] === SPACE) at += 1;
    if (number.scan(bytes, at, true)) {
      if (columns.integer[feature] && !number.isWhole(bytes, at)) return -1;
      matrix.values[base + feature] = number.value;
      at = number.end;
      while (bytes[at] === SPACE) at += 1;
      return at;
    }
    if (at > start || !columns.optional[feature] || !this.isEmpty(at)) return -1;
    matrix.values[base + feature] = Number.NaN;
    return at;
  }

  private isEmpty(at: number): boolean {
    const byte = this.bytes[at];
    return at >= this.bytes.length || byte === COMMA || byte === LINE_FEED || (byte === RETURN && this.bytes[at + 1] === LINE_FEED);
  }
}
