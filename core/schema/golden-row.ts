/** A row that travels with a model, and what the model said of it when it was recorded. */
export interface GoldenRow {
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}
