import type { ModelSchema, Value } from '../../core/schema/schema.js';

/** A value of a feature: one of its categories, where the schema lists them. */
type ValueOf<F> = F extends { readonly categories: readonly (infer Category)[] }
  ? Category
  : F extends { readonly type: infer Type }
    ? Plain<Type>
    : never;
type Plain<Type> = Type extends 'number' | 'integer' ? number : Type extends 'string' ? string : Type extends 'boolean' ? boolean : never;
type Optional = { readonly optional: true };

/** A row of the model, by the names of its features; those that may be missing may be left out, or null. */
export type InputOf<Schema extends ModelSchema> = ModelSchema extends Schema
  ? Readonly<Record<string, Value>>
  : {
      readonly [F in Schema['features'][number] as F extends Optional ? never : F['name']]: ValueOf<F>;
    } & {
      readonly [F in Schema['features'][number] as F extends Optional ? F['name'] : never]?: ValueOf<F> | null;
    };

/** A prediction, by the names of the model's outputs; a list where there are several values a row. */
export type OutputOf<Schema extends ModelSchema> = ModelSchema extends Schema
  ? Readonly<Record<string, Value | readonly Value[]>>
  : {
      readonly [O in Schema['outputs'][number] as O['name']]: O extends { readonly size: infer Size }
        ? Size extends 1
          ? Plain<O['type']>
          : readonly Plain<O['type']>[]
        : Plain<O['type']>;
    };

/** How a model is opened. */
export interface LoadOptions<Schema extends ModelSchema> {
  /**
   * The model's schema as the program knows it, written `as const`: it gives the types of rows and predictions, and a model that has other
   * features or outputs is refused.
   *
   * @default - that of the folder, or of the model itself; rows and predictions are then records of any names
   */
  readonly schema?: Schema;
}

/** A model in this process. */
export interface EmbeddedModel<Schema extends ModelSchema = ModelSchema> {
  /** What it takes and gives. */
  readonly schema: ModelSchema;
  /** What computes the predictions: this package's own engine for trees, or onnxruntime. */
  readonly engine: 'trees' | 'onnxruntime';
  /** SHA-256 of the model's file, in hexadecimal. */
  readonly digest: string;
  /** Golden rows that came out as recorded when it was loaded. */
  readonly goldenRows: number;

  /**
   * Predictions in the order of the rows, as an endpoint of this package answers them, to the last bit. Rows of calls that are made at the
   * same time are computed together; long lists are computed in parts, and whatever else the process does goes on in between.
   *
   * @param rows each a record by the features' names, or a list in their order
   */
  predict(rows: readonly (InputOf<Schema> | readonly Value[])[]): Promise<OutputOf<Schema>[]>;

  /**
   * The prediction of one row, at once. Trees can; a model that runs on onnxruntime throws `not-synchronous`, and `predict([row])` answers.
   *
   * @param row a record by the features' names, or a list in their order
   */
  predictOne(row: InputOf<Schema> | readonly Value[]): OutputOf<Schema>;

  /** Gives the memory back; no prediction is made afterwards. */
  close(): Promise<void>;
}
