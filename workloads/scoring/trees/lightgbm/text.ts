import { unreadable } from '../unsupported.js';

/** A block of `key=value` lines; a line without `=` is a key alone. */
export class Block {
  readonly #values: ReadonlyMap<string, string>;

  constructor(
    lines: readonly string[],
    readonly name: string,
    readonly source: string,
  ) {
    this.#values = new Map(
      lines.map((line) => {
        const split = line.indexOf('=');
        return split < 0 ? [line, ''] : [line.slice(0, split), line.slice(split + 1)];
      }),
    );
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  text(key: string): string {
    const text = this.#values.get(key);
    if (text === undefined) throw unreadable(`${this.name} has no line ${key}=`, this.source);
    return text;
  }

  number(key: string): number {
    return this.numbers(key, 1)[0] ?? 0;
  }

  /** A list of exactly so many numbers; empty where the line is absent and none are wanted. */
  numbers(key: string, length: number): number[] {
    const numbers = length === 0 ? [] : this.text(key).trim().split(' ').map(numberOf);
    if (numbers.length !== length || numbers.some(Number.isNaN)) {
      throw unreadable(
        `${this.name} has ${numbers.filter((each) => !Number.isNaN(each)).length} numbers ${key}= where ${length} belong`,
        this.source,
      );
    }
    return numbers;
  }
}

/** C++ spells infinity in its own way. */
function numberOf(text: string): number {
  if (/^[-+]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text === '' ? Number.NaN : Number(text);
}

/** The header, the trees, and what pandas had as categories, as a model file lists them. */
export interface Sections {
  readonly header: Block;
  readonly trees: readonly Block[];
  /** The JSON after `pandas_categorical:`; null where the rows were no data frame. */
  readonly pandas: unknown;
}

export function sectionsOf(text: string, source: string): Sections {
  const lines = text.split(/\r?\n/);
  const end = lines.indexOf('end of trees');
  if (end < 0) throw unreadable('the line `end of trees` is missing: the file is cut off', source);
  const starts = lines.flatMap((line, index) => (index < end && line.startsWith('Tree=') ? [index] : []));
  const block = (from: number, to: number, name: string): Block =>
    new Block(
      lines.slice(from, to).filter((line) => line !== ''),
      name,
      source,
    );
  const pandas = lines.find((line) => line.startsWith('pandas_categorical:'))?.slice('pandas_categorical:'.length);
  return {
    header: block(0, starts[0] ?? end, 'the header'),
    trees: starts.map((from, index) => block(from, starts[index + 1] ?? end, `tree ${index}`)),
    pandas: pandas === undefined ? null : (JSON.parse(pandas) as unknown),
  };
}
