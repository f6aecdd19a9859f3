import { wasmModule, type WasmMemory } from '../../../core/wasm.js';
import { WASM } from './count.wasm.js';

interface CountModule {
  readonly memory: WasmMemory;
  count(at: number, end: number, pages: number, aside: number): number;
  countAside(at: number, end: number, pages: number, specials: number, to: number): number;
  holdAgainst(at: number, end: number, cuts: number, lastCut: number, below: number): void;
  keepFinite(at: number, end: number): number;
  sums(at: number, end: number, out: number): void;
  squares(at: number, end: number, mean: number, out: number): void;
  outside(at: number, end: number, least: number, greatest: number): number;
}

const instance = wasmModule(WASM);

const WASM_PAGE = 1 << 16;
const PAGE_BYTES = 4096;
/** The page that stands for none comes first, then what calls leave, then the block, then what is put aside of it. */
const OUT = PAGE_BYTES;
const OUT_BYTES = 128;
const BLOCK = 2 * PAGE_BYTES;

/** Values that are worked on at once: they stay in the processor's nearest cache from the first pass over them to the last. */
export const BLOCK_VALUES = 4096;
/** A count below 0 has to be looked at. */
export const MARK = -0x80000000;

const ASIDE = BLOCK + BLOCK_VALUES * 8;
/** Behind what is put aside there is room for four values more. */
const TAKEN = ASIDE + (BLOCK_VALUES + 4) * 8;

/** One instance of the kernel and its memory, which grows; columns of one table share it. */
export class Kernel {
  readonly call = instance() as CountModule;
  readonly out = OUT;
  readonly specials = OUT + OUT_BYTES;
  readonly block = BLOCK;
  readonly aside = ASIDE;
  words: Int32Array;
  doubles: Float64Array;
  private free = TAKEN;

  constructor() {
    this.words = new Int32Array(this.call.memory.buffer);
    this.doubles = new Float64Array(this.call.memory.buffer);
    this.words.fill(MARK, 0, PAGE_BYTES / 4);
  }

  /** Bytes that are all zero, at an address that is a multiple of eight. */
  take(bytes: number): number {
    const { memory } = this.call;
    const at = this.free;
    this.free += (bytes + 7) & ~7;
    const missing = this.free - memory.buffer.byteLength;
    if (missing > 0) {
      // By an eighth at least, so that growing stays rare.
      memory.grow(Math.max(Math.ceil(missing / WASM_PAGE), memory.buffer.byteLength >> 19));
      this.words = new Int32Array(memory.buffer);
      this.doubles = new Float64Array(memory.buffer);
    }
    return at;
  }

  /** Takes back all that was taken, for another table. */
  clear(): void {
    this.words.fill(0, OUT / 4, this.free / 4);
    this.free = TAKEN;
  }

  /** A page of counts that are all 0. */
  takePage(): number {
    return this.take(PAGE_BYTES);
  }
}
