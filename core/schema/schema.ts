/** `schema.json` of a model folder: what goes in and what comes out, by name and in order. Read from the graph when absent. */
export interface ModelSchema {
  readonly version: 1;
  readonly features: readonly Feature[];
  readonly outputs: readonly Output[];
}

export type FeatureType = 'number' | 'integer' | 'string' | 'boolean';

export interface Feature {
  readonly name: string;
  readonly type: FeatureType;
  /** Least and greatest value that makes sense, inclusive. */
  readonly range?: readonly [number, number];
  /** The values a categorical feature may take. */
  readonly categories?: readonly string[];
  /** Its values appear in no message, report, page or list. */
  readonly sensitive?: boolean;
  /** Share of the model's attention, 0 to 1; equal shares when absent everywhere. */
  readonly importance?: number;
  /** Results are also kept apart by the values of this feature. */
  readonly segment?: boolean;
  /** May be left out or null; default false. */
  readonly optional?: boolean;
}

export interface Output {
  /** Name of the graph's output. */
  readonly name: string;
  readonly type: FeatureType;
  /** Values per row; 1 when absent, and then a bare value in JSON, else an array. */
  readonly size?: number;
  /** Names of the classes, by index of the value (label) or of the position (probabilities). */
  readonly classes?: readonly string[];
  /** Least and greatest value that makes sense, inclusive; 0 to 1 where a number has a value for each class. */
  readonly range?: readonly [number, number];
}

/** A value as it travels: what JSON can hold. */
export type Value = number | string | boolean | null;
