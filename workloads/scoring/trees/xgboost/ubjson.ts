import { unreadable } from '../unsupported.js';

/** A value of Universal Binary JSON; lists of one numeric type are typed arrays. */
export type Ubjson = number | string | boolean | null | readonly Ubjson[] | ArrayLike<number> | { readonly [key: string]: Ubjson };

/** How deep values may lie in each other; XGBoost's lie seven deep. */
const MOST_DEPTH = 64;

/** Types of numbers by their letters: bytes, how one is read, and what holds a list of them. */
const NUMBERS: Readonly<
  Record<
    string,
    { readonly size: number; read(view: DataView, at: number): number; list(length: number): Record<number, number> & ArrayLike<number> }
  >
> = {
  i: { size: 1, read: (view, at) => view.getInt8(at), list: (length) => new Int8Array(length) },
  U: { size: 1, read: (view, at) => view.getUint8(at), list: (length) => new Uint8Array(length) },
  I: { size: 2, read: (view, at) => view.getInt16(at), list: (length) => new Int16Array(length) },
  l: { size: 4, read: (view, at) => view.getInt32(at), list: (length) => new Int32Array(length) },
  L: { size: 8, read: (view, at) => Number(view.getBigInt64(at)), list: (length) => new Float64Array(length) },
  d: { size: 4, read: (view, at) => view.getFloat32(at), list: (length) => new Float32Array(length) },
  D: { size: 8, read: (view, at) => view.getFloat64(at), list: (length) => new Float64Array(length) },
};

/** Reads UBJSON (https://ubjson.org, draft 12; big-endian) as XGBoost writes it. */
export function parseUbjson(bytes: Uint8Array, source: string): Ubjson {
  const reader = new Reader(bytes, source);
  const value = reader.value(reader.letter(), 0);
  if (reader.left > 0) throw unreadable(`${reader.left} bytes follow the end of the model`, source);
  return value;
}

class Reader {
  #at = 0;
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly source: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.#at;
  }

  /** The next byte as a letter; N says nothing. */
  letter(): string {
    for (;;) {
      const letter = String.fromCharCode(this.bytes[this.#take(1)] ?? 0);
      if (letter !== 'N') return letter;
    }
  }

  value(type: string, depth: number): Ubjson {
    if (depth > MOST_DEPTH) throw unreadable(`values lie more than ${MOST_DEPTH} deep in each other at byte ${this.#at}`, this.source);
    const number = NUMBERS[type];
    if (number !== undefined) return number.read(this.#view, this.#take(number.size));
    switch (type) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case 'S':
        return this.#text();
      case 'C':
        return String.fromCharCode(this.bytes[this.#take(1)] ?? 0);
      case 'T':
        return true;
      case 'F':
        return false;
      case 'Z':
        return null;
      default:
        throw unreadable(`there is no value of type '${type}' at byte ${this.#at - 1}`, this.source);
    }
  }

  #object(depth: number): Ubjson {
    const entries: [string, Ubjson][] = [];
    while (!this.#skip('}')) {
      const key = this.#text();
      entries.push([key, this.value(this.letter(), depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  /** `[ … ]`, `[#` length, or `[$` type `#` length. */
  #list(depth: number): Ubjson {
    const type = this.#skip('$') ? this.letter() : undefined;
    if (!this.#skip('#')) {
      const values: Ubjson[] = [];
      while (!this.#skip(']')) values.push(this.value(this.letter(), depth + 1));
      return values;
    }
    const length = this.#length();
    const number = NUMBERS[type ?? ''];
    if (number === undefined) {
      if (length > this.left && type === undefined) this.#take(length);
      return Array.from({ length }, () => this.value(type ?? this.letter(), depth + 1));
    }
    const from = this.#take(length * number.size);
    const list = number.list(length);
    for (let index = 0; index < length; index += 1) list[index] = number.read(this.#view, from + index * number.size);
    return list;
  }

  #text(): string {
    const length = this.#length();
    const from = this.#take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, length).toString('utf8');
  }

  #length(): number {
    const number = NUMBERS[this.letter()];
    const length = number?.read(this.#view, this.#take(number.size));
    if (length === undefined || !Number.isSafeInteger(length) || length < 0)
      throw unreadable(`there is no length at byte ${this.#at}`, this.source);
    return length;
  }

  #skip(letter: string): boolean {
    if (String.fromCharCode(this.bytes[this.#at] ?? 0) !== letter) return false;
    this.#at += 1;
    return true;
  }

  #take(length: number): number {
    const from = this.#at;
    if (length > this.left)
      throw unreadable(`the file ends at byte ${this.bytes.length}, where ${length - this.left} bytes more are promised`, this.source);
    this.#at += length;
    return from;
  }
}
