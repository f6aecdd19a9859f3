import { unreadable } from '../unsupported.js';
import { parseUbjson, type Ubjson } from './ubjson.js';

/** A model file's content by path, with an error that says what is not there. */
export class Document {
  constructor(
    readonly value: unknown,
    readonly source: string,
    readonly path = '',
  ) {}

  at(...keys: readonly (string | number)[]): Document {
    return keys.reduce((document: Document, key) => {
      const inner = (document.value as Record<string | number, unknown> | null | undefined)?.[key];
      return new Document(inner, this.source, document.path === '' ? `${key}` : `${document.path}.${key}`);
    }, this);
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.#wrong('a text');
    return this.value;
  }

  /** A number, or a text that is one: XGBoost writes parameters as texts. */
  number(): number {
    const number = typeof this.value === 'string' && this.value !== '' ? Number(this.value) : this.value;
    if (typeof number !== 'number') throw this.#wrong('a number');
    return number;
  }

  numbers(): ArrayLike<number> {
    const { value } = this;
    if (ArrayBuffer.isView(value)) return value as unknown as ArrayLike<number>;
    if (!Array.isArray(value)) throw this.#wrong('a list of numbers');
    return value.map((each) => (typeof each === 'boolean' ? Number(each) : (each as number)));
  }

  items(): readonly Document[] {
    const { value } = this;
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) throw this.#wrong('a list');
    return Array.from(value as ArrayLike<unknown>, (_, index) => this.at(index));
  }

  #wrong(wanted: string): Error {
    return unreadable(
      `${this.path} is ${this.value === undefined ? 'not there' : `no ${wanted.replace(/^a /, '')}`} where XGBoost has ${wanted}`,
      this.source,
    );
  }
}

/** XGBoost's two formats hold the same: JSON begins `{"`, UBJSON `{` and the type of a length. */
export function readDocument(bytes: Uint8Array, source: string): Document {
  const isJson = /^\{\s*["}]/.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'));
  const value: Ubjson = isJson ? parseJson(Buffer.from(bytes).toString('utf8'), source) : parseUbjson(bytes, source);
  return new Document(value, source);
}

/** XGBoost writes NaN and Infinity bare, which JSON does not know; they are in statistics, which are not read. */
function parseJson(text: string, source: string): Ubjson {
  try {
    return JSON.parse(text.replace(/(?<=[[,:]\s*)-?(?:NaN|nan|inf|Infinity)(?=\s*[\],}])/g, 'null')) as Ubjson;
  } catch (cause) {
    throw unreadable(`this is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, source, cause);
  }
}
