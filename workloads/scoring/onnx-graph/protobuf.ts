import { SlipwayError } from '../../../core/errors/index.js';

/** How a field lies in the bytes: https://protobuf.dev/programming-guides/encoding/. */
export const Wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Where reading failed; becomes a SlipwayError with the file's name in `readModel`. */
export class Malformed extends SlipwayError {
  constructor(message: string) {
    super('model-unreadable', message);
  }
}

const MOST_TEXTS = 4;

/** Walks the fields of one protobuf message. Nothing is copied: bytes are views of the file. */
export class Fields {
  #at = 0;
  readonly #view: DataView;
  /** The first texts, and where they lie. */
  readonly #texts: { readonly from: number; readonly length: number; readonly text: string }[] = [];
  /** Number and wire type of the field that `next` stopped at. */
  number = 0;
  wire = 0;

  constructor(readonly data: Uint8Array) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  /** Goes to the next field; its value must then be taken or skipped. */
  next(): boolean {
    if (this.#at >= this.data.length) return false;
    const tag = this.#varint();
    this.number = Math.floor(tag / 8);
    this.wire = tag % 8;
    if (this.number === 0) throw new Malformed(`there is no field at byte ${this.#at}; the file is no protobuf message`);
    return true;
  }

  skip(): void {
    if (this.wire === Wire.varint) this.#varint();
    else if (this.wire === Wire.bytes) this.bytes();
    else if (this.wire === Wire.fixed32 || this.wire === Wire.fixed64) this.#take(this.wire === Wire.fixed32 ? 4 : 8);
    else throw new Malformed(`field ${this.number} has wire type ${this.wire}, which ONNX does not use`);
  }

  /** A length-delimited value. */
  bytes(): Uint8Array {
    this.#expect(Wire.bytes);
    const length = this.#varint();
    const from = this.#take(length);
    return this.data.subarray(from, from + length);
  }

  text(): string {
    this.#expect(Wire.bytes);
    const length = this.#varint();
    const from = this.#take(length);
    // Lists of texts say the same over and over: of each node of a tree what it compares.
    const known = this.#texts.find((each) => each.length === length && this.#isSame(each.from, from, length));
    if (known !== undefined) return known.text;
    const text = Buffer.from(this.data.buffer, this.data.byteOffset + from, length).toString('utf8');
    if (this.#texts.length < MOST_TEXTS) this.#texts.push({ from, length, text });
    return text;
  }

  /** An integer; beyond 2^53 its last digits are lost, and callers to whom that matters test `Number.isSafeInteger`. */
  integer(): number {
    this.#expect(Wire.varint);
    return this.#varint();
  }

  float(): number {
    this.#expect(Wire.fixed32);
    return this.#view.getFloat32(this.#take(4), true);
  }

  /** Appends one integer, or a packed list of them. */
  integersInto(list: number[]): void {
    if (this.wire === Wire.varint) {
      list.push(this.#varint());
      return;
    }
    const packed = new Fields(this.bytes());
    while (packed.#at < packed.data.length) list.push(packed.#varint());
  }

  /** Appends one 32-bit float, or a packed list of them. */
  floatsInto(list: number[]): void {
    if (this.wire === Wire.fixed32) {
      list.push(this.float());
      return;
    }
    const view = viewOf(this.bytes(), 4);
    for (let at = 0; at < view.byteLength; at += 4) list.push(view.getFloat32(at, true));
  }

  /** Appends one double, or a packed list of them. */
  doublesInto(list: number[]): void {
    if (this.wire === Wire.fixed64) {
      list.push(this.#view.getFloat64(this.#take(8), true));
      return;
    }
    const view = viewOf(this.bytes(), 8);
    for (let at = 0; at < view.byteLength; at += 8) list.push(view.getFloat64(at, true));
  }

  #isSame(one: number, other: number, length: number): boolean {
    for (let index = 0; index < length; index += 1) if (this.data[one + index] !== this.data[other + index]) return false;
    return true;
  }

  #expect(wire: number): void {
    if (this.wire !== wire) throw new Malformed(`field ${this.number} has wire type ${this.wire} where ONNX has ${wire}`);
  }

  #take(length: number): number {
    const from = this.#at;
    if (length > this.data.length - from) {
      throw new Malformed(
        `the file ends in the middle of a field: ${length} bytes are promised, ${this.data.length - from} are left; is it whole?`,
      );
    }
    this.#at += length;
    return from;
  }

  /** A varint of up to ten bytes, as a signed 64-bit integer. */
  #varint(): number {
    const first = this.data[this.#at];
    if (first !== undefined && first < 0x80) {
      this.#at += 1;
      return first;
    }
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index += 1) {
      const byte = this.data[this.#take(1)] ?? 0;
      const bits = byte & 0x7f;
      if (index < 4) low += bits * 2 ** (7 * index);
      else if (index === 4) {
        low += (bits & 0x0f) * 2 ** 28;
        high += bits >> 4;
      } else high += bits * 2 ** (7 * index - 32);
      if (byte < 0x80) return ((high % 2 ** 32) | 0) * 2 ** 32 + low;
    }
    throw new Malformed(`a number has more than ten bytes at byte ${this.#at}; the file is damaged`);
  }
}

function viewOf(bytes: Uint8Array, size: number): DataView {
  if (bytes.length % size !== 0) throw new Malformed(`a list of ${size}-byte numbers has ${bytes.length} bytes; the file is damaged`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One length-delimited field, to be written. */
export function lengthDelimited(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint(number * 8 + Wire.bytes), varint(bytes.length), bytes]);
}

/** One integer field, to be written. */
export function integerField(number: number, value: number): Uint8Array {
  return Buffer.concat([varint(number * 8 + Wire.varint), varint(value)]);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
