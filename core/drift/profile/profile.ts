/** The version of the document that this package reads and writes; docs/profile.md describes it field by field. */
export const PROFILE_VERSION = 1;

/**
 * What is known of the rows of a table, in a size that does not grow with them. Profiles of parts add up to the profile of the whole, so
 * rows may be counted on many machines, in any order.
 */
export interface Profile extends ColumnOrder {
  readonly version: typeof PROFILE_VERSION;
  /** Rows that were counted. */
  readonly rows: number;
  /** Records that could not be read and are not among the rows. */
  readonly broken: number;
  readonly features: readonly ColumnProfile[];
  readonly predictions: readonly ColumnProfile[];
  /** Columns that tell the calendar or an identity and are not compared, with why. */
  readonly leftOut: readonly LeftOut[];
  readonly segments: readonly SegmentProfile[];
}

/** The same counts for the rows in which a declared feature has one value; sketches are left out. */
export interface SegmentProfile {
  readonly feature: string;
  /** Name of the value; null for all values that the baseline does not list. */
  readonly value: string | null;
  readonly rows: number;
  readonly features: readonly ColumnProfile[];
  readonly predictions: readonly ColumnProfile[];
}

export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

export type ColumnProfile = NumericProfile | CategoricalProfile;

/** How rows travel that carry no names: a line of CSV, a list in JSON. */
export interface ColumnOrder {
  /** Every input of the model, those that are not compared too. */
  readonly inputs: readonly string[];
  /** Every value of an answer. */
  readonly outputs: readonly string[];
}

/** What is counted of a table. A profile is a plan with counts, so a baseline is the plan of the windows that are compared with it. */
export interface ProfilePlan extends ColumnOrder {
  readonly features: readonly ColumnPlan[];
  readonly predictions: readonly ColumnPlan[];
  readonly leftOut: readonly LeftOut[];
  readonly segments: readonly SegmentPlan[];
}

export interface SegmentPlan {
  readonly feature: string;
  readonly value: string | null;
}

export type ColumnPlan = NumericPlan | CategoricalPlan;

interface Column {
  readonly name: string;
  /** Its values stand in no profile, result, page or message. */
  readonly sensitive?: boolean;
  /** Share of the model's attention, 0 to 1; equal shares where nobody declares any. */
  readonly importance?: number;
}

export interface NumericPlan extends Column {
  readonly kind: 'numeric';
  /** Every value is a whole number. */
  readonly integer: boolean;
  /** Least and greatest value that makes sense, inclusive. */
  readonly range?: readonly [number, number];
  /** Ascending cuts between bins: a bin holds its lower edge and not its upper one; the first and the last bin are open. */
  readonly edges: readonly number[];
  /** Ascending values that each have a bin of their own. */
  readonly spikes: readonly number[];
}

export interface CategoricalPlan extends Column {
  readonly kind: 'categorical';
  /** Names that are known, ascending by code point. Of a sensitive column: `#00` to `#31`, see `sensitiveName`. */
  readonly known: readonly string[];
}

interface Counted {
  /** Values that are there and of the right type. */
  readonly count: number;
  readonly missing: number;
  /** Values that are there and not of the column's type. */
  readonly typeErrors: number;
}

export interface NumericProfile extends NumericPlan, Counted {
  /** How many of the values are NaN or infinite; all that follows but the sketch is of the others. */
  readonly notFinite: number;
  readonly outOfRange: number;
  readonly zeros: number;
  /** Null where there is no finite value and where the column is sensitive; so are the three below. */
  readonly mean: number | null;
  /** Of the population: divided by the number of values, not by one less. */
  readonly deviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** Values in each bin between edges, spikes not among them: one more than edges. */
  readonly binCounts: readonly number[];
  readonly spikeCounts: readonly number[];
  /** Absent in segments and of sensitive columns. */
  readonly sketch?: Sketch;
}

export interface CategoricalProfile extends CategoricalPlan, Counted {
  /** Of the known names, in their order. */
  readonly knownCounts: readonly number[];
  /** The first 1,000 new names, ascending, each with its count. Empty of a sensitive column. */
  readonly unseen: readonly (readonly [name: string, count: number])[];
  /** Values that have any further name. */
  readonly others: number;
}

/** Counts of values by the top bits of their double, which every engine computes alike; see `bits.ts`. */
export interface Sketch {
  /** Bits that a key keeps: 20, or less by twos where the sketch was folded to fit. */
  readonly bits: number;
  /** The first key, then how much greater each next one is. */
  readonly steps: readonly number[];
  readonly counts: readonly number[];
}

/** New names that are kept apart: the first in ascending order, so that the order of rows and parts does not matter. */
export const MOST_UNSEEN = 1000;
