import type { ModelSchema, Value } from '../schema/schema.js';

/** One prediction: a list of values per output, in the schema's order. */
export type Prediction = readonly (readonly Value[])[];

/** Predictions as people name them: `{ label: 1, probabilities: [0.1, 0.9] }`. */
export function predictionRecord(prediction: Prediction, { outputs }: ModelSchema): Record<string, Value | readonly Value[]> {
  return Object.fromEntries(
    outputs.map(({ name, size = 1 }, index) => [name, size === 1 ? (prediction[index]?.[0] ?? null) : (prediction[index] ?? [])]),
  );
}

export function encodeJson(predictions: readonly Prediction[], schema: ModelSchema): string {
  return JSON.stringify({ predictions: predictions.map((prediction) => predictionRecord(prediction, schema)) });
}

export function encodeJsonLines(predictions: readonly Prediction[], schema: ModelSchema): string {
  return predictions.map((prediction) => `${JSON.stringify(predictionRecord(prediction, schema))}\n`).join('');
}

/** All outputs of a row in one line, in the schema's order. */
export function encodeCsv(predictions: readonly Prediction[]): string {
  return predictions.map((prediction) => `${prediction.flat().map(csvCell).join(',')}\n`).join('');
}

function csvCell(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' && /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
}
