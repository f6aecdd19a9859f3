import { runsHere, wasmModule, type WasmMemory } from '../../wasm.js';
import type { MatrixBlock } from '../block.js';
import type { MatrixBuilder } from '../matrix.js';
import type { RowTemplate, TemplateValue } from './row-template.js';
import { WASM } from './rows.wasm.js';

/** What rows.wat exports. */
interface RowModule {
  readonly memory: WasmMemory;
  scan(at: number, end: number, row: number, rowsEnd: number, rowBytes: number, kept: number, keptBytes: number, zero: number): number;
}

/** Takes the places of values that are carried through: of each record two for each value, where it begins and where it ends. */
export type KeepPlaces = (firstRow: number, places: Int32Array) => void;

const VECTOR = 16;
const WORD = 4;
const SINGLE = 4;
const DOUBLE = 8;
/** Where a value begins and where it ends. */
const PLACE = 2 * WORD;
const ENTRY = 64;
const NEGATIVE_POWERS = 32;
/** Greatest power of ten that a double holds exactly, and by which the kernel multiplies. */
const GREATEST_POWER = 22;
/** A name of a feature is shorter: the kernel reads so far behind a text before it looks whether it is at its end. */
const LONGEST_GAP = 512;
const MOST_ENTRIES = 1024;
const GAP_BYTES = 1 << 15;
/** Text that is read at once: with the rows that come out of it, it stays in a core's own cache. */
const TEXT_BYTES = 1 << 16;
const BEHIND_TEXT = 2048;
const ROWS_BYTES = 1 << 17;
const PLACES_BYTES = 1 << 16;
const FIRST_PIECE = 1 << 12;
const PIECE_GROWS = 4;

// The kernel knows these four.
const TOLD = 0;
const POWERS = 64;
const SHUFFLES = 1024;
const ENTRIES = 8192;

const GAPS = ENTRIES + MOST_ENTRIES * ENTRY;
const TEXT = GAPS + GAP_BYTES;
const ROWS = TEXT + TEXT_BYTES + BEHIND_TEXT;
const PLACES = ROWS + ROWS_BYTES;

const MAY_BE_EMPTY = 2;
const MAY_BE_NULL = 4;
const WHOLE = 8;
const RECORD_END = 1 | 16;
const BETWEEN = 1 | 32;
const TO_DOUBLE = 256;
const NO_PADDING = 512;
const IS_KEPT = 1024;
const SKIPPED = { csv: 1 | 64, json: 1 | 128 };

const newModule = wasmModule(WASM);
let isHere: boolean | undefined;
let shared: RowKernel | undefined;

/** Reads the rows of one template, as far as they go, out of bytes; the scanners read all others, and say what is wrong. One for a thread. */
export class RowKernel {
  private readonly module = newModule() as RowModule;
  private readonly bytes = new Uint8Array(this.module.memory.buffer);
  private readonly words = new Int32Array(this.module.memory.buffer);
  private readonly doubles = new Float64Array(this.module.memory.buffer);
  private readonly singles = new Float32Array(this.module.memory.buffer);
  private template: RowTemplate | undefined;
  private kind: MatrixBlock['kind'] = 'matrix';

  /** @param textBytes text that is read at once: 65,536 bytes, which is also the most */
  constructor(private readonly textBytes = TEXT_BYTES) {
    for (let power = 0; power <= GREATEST_POWER; power += 1) {
      this.doubles[POWERS / DOUBLE + power] = Number(`1e${power}`);
      this.doubles[POWERS / DOUBLE + NEGATIVE_POWERS + power] = -Number(`1e${power}`);
    }
    for (let length = 0; length < VECTOR; length += 1) {
      for (let point = 0; point < VECTOR; point += 1) this.bytes.set(shuffle(length, point), SHUFFLES + (length * VECTOR + point) * VECTOR);
    }
  }

  /** The thread's own; undefined on a processor without vectors. */
  static shared(): RowKernel | undefined {
    isHere ??= runsHere(WASM);
    if (isHere) shared ??= new RowKernel();
    return shared;
  }

  /**
   * Appends rows to a matrix, from the beginning of a record on.
   *
   * @returns position after the last record that it took
   */
  scan(bytes: Uint8Array, start: number, end: number, template: RowTemplate, matrix: MatrixBuilder, keep?: KeepPlaces): number {
    if (!this.load(template, matrix.kind)) return start;
    let at = start;
    // What stops it may stand near: then little was copied for nothing.
    for (let piece = FIRST_PIECE; ; piece *= PIECE_GROWS) {
      const from = at === start ? at : behind(bytes, at, end, template.between);
      const length = Math.min(piece, this.textBytes, end - from);
      if (length <= 0) return at;
      this.bytes.set(bytes.subarray(from, from + length), TEXT);
      const { taken, isOver } = this.scanText(length, from, template, matrix, keep);
      if (taken > 0) at = from + taken;
      if (isOver || (taken === 0 && length < piece)) return at;
    }
  }

  /** Scans the text that was copied: bytes that were taken, and whether what stopped it is something else than the end of the text. */
  private scanText(
    length: number,
    from: number,
    template: RowTemplate,
    matrix: MatrixBuilder,
    keep: KeepPlaces | undefined,
  ): { readonly taken: number; readonly isOver: boolean } {
    const { width } = matrix;
    const isSingle = matrix.kind === 'matrix';
    const size = isSingle ? SINGLE : DOUBLE;
    const rowBytes = width * size;
    const placeBytes = template.kept * PLACE;
    const most = Math.min(Math.floor(ROWS_BYTES / rowBytes), placeBytes === 0 ? Infinity : Math.floor(PLACES_BYTES / placeBytes));
    const stop = this.module.scan(TEXT, TEXT + length, ROWS, ROWS + most * rowBytes, rowBytes, PLACES, placeBytes, TEXT - from);
    const rows = (this.words[TOLD / WORD] - ROWS) / rowBytes;
    if (rows > 0) {
      keep?.(matrix.rows, this.words.subarray(PLACES / WORD, (PLACES + rows * placeBytes) / WORD));
      matrix.append(rows, (isSingle ? this.singles : this.doubles).subarray(ROWS / size, ROWS / size + rows * width));
    }
    const isOver = rows < most && this.words[TOLD / WORD + 1] + LONGEST_GAP < TEXT + length;
    return { taken: stop - TEXT, isOver };
  }

  /** Writes a template into the kernel's memory; false where there is no room for it. */
  private load(template: RowTemplate, kind: MatrixBlock['kind']): boolean {
    if (template === this.template && kind === this.kind) return true;
    const size = kind === 'matrix' ? SINGLE : DOUBLE;
    const { values, end, between, columns } = template;
    const gaps = [...values.map(({ before }) => before), end, between];
    if (
      gaps.length > MOST_ENTRIES ||
      columns.features.length * size > ROWS_BYTES ||
      template.kept * PLACE > PLACES_BYTES ||
      gaps.some(({ length }) => length > LONGEST_GAP) ||
      gaps.reduce((sum, { length }) => sum + length, 0) > GAP_BYTES
    )
      return false;
    let gapAt = GAPS;
    for (const [index, gap] of gaps.entries()) {
      const entry = ENTRIES + index * ENTRY;
      const value = values[index];
      this.bytes.fill(0, entry, entry + ENTRY);
      this.bytes.set(gap.subarray(0, VECTOR), entry);
      this.bytes.fill(255, entry + VECTOR, entry + VECTOR + Math.min(VECTOR, gap.length));
      this.bytes.set(gap, gapAt);
      this.words.set(
        [
          gap.length,
          gapAt,
          (value === undefined ? (index === values.length ? RECORD_END : BETWEEN) : bitsOf(value, template)) |
            (kind === 'matrix' ? 0 : TO_DOUBLE),
          value === undefined || value.feature < 0 ? -1 : value.feature * size,
          value === undefined || value.kept < 0 ? -1 : value.kept * PLACE,
        ],
        (entry + 2 * VECTOR) / WORD,
      );
      gapAt += gap.length;
    }
    // Features that no value is read for stay as they are now: missing.
    (kind === 'matrix' ? this.singles : this.doubles).fill(Number.NaN, ROWS / size, (ROWS + ROWS_BYTES) / size);
    this.template = template;
    this.kind = kind;
    return true;
  }
}

/** Which byte of a number each of 16 places takes, so that its digits end with the last of them, without the point; 255 takes 0. */
function shuffle(length: number, point: number): Uint8Array {
  const hasPoint = point < length;
  return Uint8Array.from({ length: VECTOR }, (_, place) => {
    const fromEnd = VECTOR - 1 - place;
    const isDecimal = hasPoint && fromEnd < length - point - 1;
    const byte = length - 1 - fromEnd - (hasPoint && !isDecimal ? 1 : 0);
    return byte < 0 ? 255 : byte;
  });
}

function bitsOf({ feature, kept }: TemplateValue, { format, columns, values }: RowTemplate): number {
  if (feature < 0) return SKIPPED[format];
  // An empty line is no record, even where there is but one column.
  const missing = !columns.optional[feature] ? 0 : format === 'json' ? MAY_BE_NULL : values.length > 1 ? MAY_BE_EMPTY : 0;
  return missing | (columns.integer[feature] ? WHOLE : 0) | (format === 'json' ? NO_PADDING : 0) | (kept < 0 ? 0 : IS_KEPT);
}

/** Position behind what stands between two records; `end` where something else stands there. */
function behind(bytes: Uint8Array, at: number, end: number, between: Uint8Array): number {
  return between.every((byte, index) => bytes[at + index] === byte) ? at + between.length : end;
}
