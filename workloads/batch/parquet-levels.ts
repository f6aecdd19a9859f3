import type { ColumnKernel } from './column-kernel.js';

/** With seven bits of the byte that they begin in, they fit into four bytes. */
const MOST_BITS = 24;

/**
 * Whole numbers of up to 24 bits in Parquet's hybrid of runs and packed bits (Apache Parquet, Encodings, RLE): which values are there, and places in
 * a dictionary. They are read as they are needed, so that nothing but their bytes is in memory.
 */
export class HybridNumbers {
  private readonly mask: number;
  private at: number;
  /** What is left of the run: one number so many times, or so many that are packed. */
  private left = 0;
  private isPacked = false;
  private repeated = 0;
  /** Bit of the packed run that is next. */
  private bit = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly width: number,
  ) {
    if (width > MOST_BITS) throw new TypeError(`numbers of ${width} bits are not read`);
    this.at = start;
    this.mask = 2 ** width - 1;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Steps over the next so many numbers if they are one run of this one. */
  passRun(number: number, count: number): boolean {
    if (this.left === 0) this.nextRun();
    if (this.isPacked || this.repeated !== number || this.left < count) return false;
    this.left -= count;
    return true;
  }

  /** Reads the next so many numbers. */
  read(into: Int32Array, count: number): void {
    this.runs(count, (from, to) => {
      if (this.isPacked) this.unpack(into, from, to);
      else into.fill(this.repeated, from, to);
    });
  }

  /**
   * Looks the next numbers up in a dictionary, as many as there is room for.
   *
   * @param into part of a column that the kernel holds
   * @returns whether all are there
   */
  look(kernel: ColumnKernel, dictionary: Float64Array, into: Float64Array): boolean {
    const { bytes, width } = this;
    let areThere = true;
    this.runs(into.length, (from, to) => {
      const piece = into.subarray(from, to);
      if (!this.isPacked) {
        areThere &&= this.repeated < dictionary.length;
        piece.fill(dictionary[this.repeated]);
        return;
      }
      areThere = kernel.look(bytes, this.bit, width, dictionary, piece) && areThere;
      this.passBits(to - from);
    });
    return areThere;
  }

  private runs(count: number, run: (from: number, to: number) => void): void {
    for (let seen = 0; seen < count;) {
      if (this.left === 0) this.nextRun();
      const end = Math.min(count, seen + this.left);
      this.left -= end - seen;
      run(seen, end);
      seen = end;
    }
  }

  private unpack(into: Int32Array, from: number, to: number): void {
    const { view, width, mask } = this;
    const lastWord = view.byteLength - 4;
    let { bit } = this;
    for (let index = from; index < to; index += 1, bit += width) {
      const at = bit >>> 3;
      into[index] = ((at <= lastWord ? view.getInt32(at, true) : this.lastBytes(at)) >>> (bit & 7)) & mask;
    }
    this.passBits(to - from);
  }

  private passBits(numbers: number): void {
    this.bit += numbers * this.width;
    this.at = (this.bit + 7) >>> 3;
  }

  /** Beyond the end there is undefined, which is 0 among bits. */
  private lastBytes(at: number): number {
    const { bytes } = this;
    return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  }

  private nextRun(): void {
    const { bytes, width } = this;
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (this.at >= bytes.length) throw new TypeError('numbers are cut off');
      const byte = bytes[this.at++];
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    this.isPacked = (header & 1) === 1;
    if (this.isPacked) {
      this.left = (header >>> 1) * 8;
      this.bit = this.at * 8;
    } else {
      this.left = header >>> 1;
      this.repeated = 0;
      for (let shift = 0; shift < width; shift += 8) this.repeated |= bytes[this.at++] << shift;
    }
    // A run of none would be read for ever.
    if (this.left === 0) throw new TypeError('a run of no numbers');
  }
}
