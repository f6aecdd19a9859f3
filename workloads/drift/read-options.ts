/** A record that could not be read: counted, named by its place, skipped. */
export interface BrokenRecord {
  readonly file: string;
  /** Counted from 1; absent where the file as a whole is meant. */
  readonly line?: number;
  /** What is wrong with it; never a value of it. */
  readonly reason: string;
}

export interface ReadOptions {
  /** Names of the values of a row that carries none: a line of CSV without header, a list in JSON. */
  readonly inputs: readonly string[];
  /** Names of the values of a captured answer. */
  readonly outputs: readonly string[];
  /**
   * Columns that whoever reads takes for numbers only: a cell of theirs may come as the number that its text is. Default none: then a text stays
   * the text that it is, which names of categories have to.
   */
  readonly numeric?: ReadonlySet<string>;
  /** Whether rows of captured exchanges also carry their exchange's id and time, as `EVENT` names them; default false. */
  readonly events?: boolean;
  readonly onBroken: (record: BrokenRecord) => void;
  /** Told of every captured exchange before its rows are taken. Default: all are. */
  readonly takes?: (exchange: CapturedExchange) => boolean;
}

/** What a captured record says of itself, beside what was asked and answered. */
export interface CapturedExchange {
  /** When it was asked, milliseconds since 1970; NaN where the record does not say. */
  readonly at: number;
  /** What the caller sent along in the header X-Amzn-SageMaker-Custom-Attributes. */
  readonly customAttributes: readonly string[];
}

/** The name of a value that nobody named; Model Monitor's. */
export function nameAt(names: readonly string[], place: number): string {
  return names[place] ?? `_c${place}`;
}

/** Why values without names cannot be told apart, where names are known: to guess would put values into columns of others. */
export function wrongWidth(values: number, names: readonly string[]): string | undefined {
  return names.length === 0 || values === names.length
    ? undefined
    : `a row has ${values} values without names, the model takes ${names.length}; send as many, or name them`;
}
