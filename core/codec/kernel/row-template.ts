import type { NumericColumns } from '../matrix.js';

/** What stands in one place of every record. */
export interface TemplateValue {
  /** Bytes between the value before it, or the beginning of the record, and this one. */
  readonly before: Uint8Array;
  /** Feature that is read here; -1 where it is none. */
  readonly feature: number;
  /** Place among what is carried through; -1 where it is not. */
  readonly kept: number;
}

/**
 * What records that hold numbers in the same places have in common, byte for byte: all that stands between the numbers. Most tables are so
 * written that all their records have one template.
 */
export interface RowTemplate {
  readonly format: 'csv' | 'json';
  readonly columns: NumericColumns;
  readonly values: readonly TemplateValue[];
  /** Bytes that end a record; never none. */
  readonly end: Uint8Array;
  /** Bytes between two records. */
  readonly between: Uint8Array;
  /** How many values are carried through. */
  readonly kept: number;
}

/** Text of fewer bytes is read as quickly without a template. */
export const WORTH_TEMPLATE = 2048;

const NOTHING = new Uint8Array(0);
const COMMA = Uint8Array.of(0x2c);
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/**
 * The records of CSV without quotes and without blanks.
 *
 * @param sample from the beginning of a record on, which shows how lines end
 * @param features feature of each column; -1 where it is none
 * @param kept place of each column among those that are carried through; -1 where it is not
 */
export function csvTemplate(
  sample: Uint8Array,
  columns: NumericColumns,
  features: readonly number[],
  kept?: ArrayLike<number>,
): RowTemplate {
  const feed = sample.indexOf(LINE_FEED);
  return {
    format: 'csv',
    columns,
    values: features.map((feature, column) => ({ before: column === 0 ? NOTHING : COMMA, feature, kept: kept?.[column] ?? -1 })),
    end: feed > 0 && sample[feed - 1] === RETURN ? Uint8Array.of(RETURN, LINE_FEED) : Uint8Array.of(LINE_FEED),
    between: NOTHING,
    kept: kept === undefined ? 0 : Array.from(kept).filter((place) => place >= 0).length,
  };
}
