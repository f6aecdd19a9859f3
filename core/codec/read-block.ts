import type { ModelSchema } from '../schema/schema.js';
import type { RowBlock } from './block.js';
import type { Format } from './content-type.js';
import { matrixOf, numericColumns, type NumericColumns } from './matrix.js';
import { decodeRows } from './decode.js';
import { refused, type Decoded, type RecordProblem } from './problem.js';
import { decodeUtf8 } from './utf8.js';

/** Rows as an engine takes them, or everything that is wrong with the body; never some of both. */
export type ReadBlock =
  | { readonly ok: true; readonly block: RowBlock }
  | { readonly ok: false; readonly problems: readonly RecordProblem[] };

/** Reads rows for one model. */
export class BlockReader {
  private readonly columns: NumericColumns | undefined;

  /** @param refusals what the model cannot take although the schema's types admit it */
  constructor(
    private readonly schema: ModelSchema,
    private readonly takes: RowBlock['kind'],
    private readonly refusals: (block: RowBlock) => readonly RecordProblem[] = () => [],
  ) {
    this.columns = numericColumns(schema);
  }

  /** Numbers are scanned from the bytes; whatever the scanner gives up on, the decoder reads, or says what is wrong with it. */
  read(body: Uint8Array, format: Format): ReadBlock {
    const matrix = this.takes !== 'cells' && this.columns !== undefined ? format.scan(body, this.columns, this.takes) : undefined;
    if (matrix !== undefined) return { ok: true, block: matrix.finish() };
    const text = decodeUtf8(body);
    if (text === undefined) return { ok: false, problems: [{ message: 'the body is not UTF-8; send it as UTF-8' }] };
    return this.blockOf(format.decode(text, this.schema));
  }

  /** Rows that are parsed already: each a list in the schema's order, or a record. */
  readRows(rows: readonly unknown[]): ReadBlock {
    return this.blockOf(decodeRows(rows, this.schema.features));
  }

  private blockOf(decoded: Decoded): ReadBlock {
    if (!decoded.ok) return decoded;
    const { rows } = decoded;
    const block: RowBlock =
      this.takes === 'cells' ? { kind: 'cells', rows: rows.length, cells: rows } : matrixOf(this.takes, rows, this.schema.features.length);
    const problems = this.refusals(block);
    return problems.length > 0 ? refused(...problems) : { ok: true, block };
  }
}
