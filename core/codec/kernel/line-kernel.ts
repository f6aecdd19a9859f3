import { wasmModule, type WasmMemory } from '../../wasm.js';
import type { OutputValues } from '../block.js';
import type { ByteWriter } from '../byte-writer.js';
import type { LineTemplate } from './line-template.js';
import { WASM } from './lines.wasm.js';

/** What lines.wat exports. */
interface LineModule {
  readonly memory: WasmMemory;
  write(row: number, to: number, at: number, last: number): number;
}

const WORD = 4;
const DOUBLE = 8;
const ENTRY = 16;
const MOST_ENTRIES = 1024;
const GAP_BYTES = 15_360;
const VALUES_BYTES = 1 << 16;
const TEXT_BYTES = 1 << 16;
/** Bytes of the longest number, and what is written behind it before something else is. */
const LONGEST_NUMBER = 32;
const HIGH_WORD = 2 ** 32;

// The kernel knows these two.
const TOLD = 0;
const ENTRIES = 1024;

const GAPS = ENTRIES + MOST_ENTRIES * ENTRY;
const VALUES = GAPS + GAP_BYTES;
const TEXT = VALUES + VALUES_BYTES;

const newModule = wasmModule(WASM);
let shared: LineKernel | undefined;

/** Writes rows of numbers by a template, byte for byte as ByteWriter does, several times as fast. One for a thread. */
export class LineKernel {
  private readonly module = newModule() as LineModule;
  private readonly bytes = new Uint8Array(this.module.memory.buffer);
  private readonly words = new Int32Array(this.module.memory.buffer);
  private readonly doubles = new Float64Array(this.module.memory.buffer);
  private template: LineTemplate | undefined;
  /** Rows of which there is room for the values, and bytes of the longest row. */
  private most = 0;
  private longest = 0;

  /** @param rowsAtOnce rows that are written at once. Default: as many as there is room for */
  constructor(private readonly rowsAtOnce = Infinity) {}

  /** The thread's own. */
  static shared(): LineKernel {
    shared ??= new LineKernel();
    return shared;
  }

  /**
   * Writes rows of outputs, in their order.
   *
   * @param other writes a row that the kernel does not, or leaves it out
   */
  write(
    writer: ByteWriter,
    template: LineTemplate,
    outputs: readonly OutputValues[],
    from: number,
    to: number,
    other: (row: number) => void,
  ): void {
    this.load(template);
    const step = Math.max(1, this.most);
    for (let first = from; first < to; first += step) {
      const rows = this.most === 0 ? 0 : Math.min(step, to - first);
      if (rows === 0) other(first);
      else {
        this.copy(outputs, first, rows);
        this.writeCopied(writer, rows, (row) => other(first + row));
      }
    }
  }

  private writeCopied(writer: ByteWriter, rows: number, other: (row: number) => void): void {
    for (let row = 0; row < rows;) {
      const next = this.module.write(row, rows, TEXT, TEXT + TEXT_BYTES - this.longest);
      writer.raw(this.bytes.subarray(TEXT, this.words[TOLD / WORD]));
      row = next;
      // Where the room for text was not used up the next row is one for others.
      if (row < rows && this.words[TOLD / WORD] <= TEXT + TEXT_BYTES - this.longest) other(row++);
    }
  }

  /** The values of some rows, one output behind the other. */
  private copy(outputs: readonly OutputValues[], from: number, rows: number): void {
    let at = VALUES / DOUBLE;
    for (const { values, size } of outputs) {
      const start = from * size;
      const count = rows * size;
      if (values instanceof BigInt64Array) this.copyLong(values, start, count, at);
      else this.doubles.set((values as Float64Array).subarray(start, start + count), at);
      at += this.most * size;
    }
  }

  /** As `Number` makes doubles of them, but without an object for each. */
  private copyLong(values: BigInt64Array, start: number, count: number, at: number): void {
    const { doubles } = this;
    const halves = new Int32Array(values.buffer, values.byteOffset + start * DOUBLE, count * 2);
    for (let index = 0; index < count; index += 1) doubles[at + index] = halves[2 * index + 1] * HIGH_WORD + (halves[2 * index] >>> 0);
  }

  /** Writes a template into the kernel's memory. */
  private load(template: LineTemplate): void {
    if (template === this.template) return;
    this.template = template;
    const { sizes, gaps } = template;
    const width = gaps.length - 1;
    const gapBytes = gaps.reduce((sum, { length }) => sum + length, 0);
    this.longest = gapBytes + width * LONGEST_NUMBER + DOUBLE;
    const isTooLarge = gaps.length > MOST_ENTRIES || gapBytes + DOUBLE > GAP_BYTES || this.longest > TEXT_BYTES;
    this.most = isTooLarge ? 0 : Math.min(this.rowsAtOnce, Math.floor(VALUES_BYTES / (width * DOUBLE)));
    if (this.most === 0) return;
    let gapAt = GAPS;
    let valueAt = VALUES;
    const places = sizes.flatMap((size) => {
      const start = valueAt;
      valueAt += this.most * size * DOUBLE;
      return Array.from({ length: size }, (_, index) => [start + index * DOUBLE, size * DOUBLE]);
    });
    for (const [index, gap] of gaps.entries()) {
      const [place = 0, step = 0] = places[index] ?? [];
      this.words.set([gap.length, gapAt, place, step], (ENTRIES + index * ENTRY) / WORD);
      this.bytes.set(gap, gapAt);
      gapAt += gap.length;
    }
  }
}
