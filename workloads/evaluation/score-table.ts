import { SlipwayError } from '../../core/errors/index.js';
import type { Scored } from '../../core/quality/scored.js';
import type { ModelSchema, Output } from '../../core/schema/schema.js';
import type { LabelledTable } from './labelled-table.js';

/** Rows in one request. */
const ROWS_A_REQUEST = 500;
const THRESHOLD = 0.5;

/** A model behind `/invocations`. */
export interface ServedModel {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly ready: { readonly schema: ModelSchema };
  readonly stop: () => Promise<unknown>;
}

/** Asks a model for every row and puts its answers beside the truth. */
export async function scoreTable(
  server: ServedModel,
  { rows, labels }: LabelledTable,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Scored> {
  const predictions: Prediction[] = [];
  for (let from = 0; from < rows.length; from += ROWS_A_REQUEST) {
    predictions.push(...(await ask(server.port, rows.slice(from, from + ROWS_A_REQUEST), signal)));
    onProgress(predictions.length / rows.length);
  }
  return scoredOf(predictions, labels, server.ready.schema);
}

type Prediction = Readonly<Record<string, unknown>>;

async function ask(port: number, rows: LabelledTable['rows'], signal: AbortSignal): Promise<Prediction[]> {
  const response = await fetch(`http://127.0.0.1:${port}/invocations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ instances: rows }),
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new SlipwayError('record-invalid', `the model refuses these rows with ${response.status}: ${text}`);
  return (JSON.parse(text) as { predictions: Prediction[] }).predictions;
}

/**
 * Reads predictions by the schema's outputs: several numbers a row are the probabilities of classes, a lone number between 0 and 1 beside labels 0
 * and 1 is the probability of class 1, any other lone number is a value.
 */
function scoredOf(predictions: readonly Prediction[], labels: readonly string[], schema: ModelSchema): Scored {
  const probabilities = schema.outputs.find(({ type, size = 1 }) => type === 'number' && size > 1);
  const said = schema.outputs.find((output) => output !== probabilities && (output.size ?? 1) === 1);
  if (probabilities !== undefined) return classified(predictions, labels, said, probabilities);
  if (said === undefined)
    throw new SlipwayError(
      'schema-invalid',
      'the model has no output that can be held against a label; it needs a label, probabilities or a value',
    );
  if (said.type !== 'number') return classified(predictions, labels, said, undefined);
  const values = predictions.map((each) => Number(each[said.name]));
  const isProbability = labels.every((label) => label === '0' || label === '1') && values.every((value) => value >= 0 && value <= 1);
  if (!isProbability) return { kind: 'regression', actual: labels.map((label, row) => truthOf(label, row)), predicted: values };
  return {
    kind: 'classification',
    classes: said.classes ?? ['0', '1'],
    actual: labels.map(Number),
    predicted: values.map((value) => Number(value > THRESHOLD)),
    probabilities: values.map((value) => [1 - value, value]),
  };
}

/** A label that says whether something is so, for the model's two classes. */
const BOOLEANS = ['false', 'true'];

function classified(
  predictions: readonly Prediction[],
  labels: readonly string[],
  said: Output | undefined,
  given: Output | undefined,
): Scored {
  const probabilities = given === undefined ? undefined : predictions.map((each) => each[given.name] as readonly number[]);
  const texts = said === undefined ? undefined : predictions.map((each) => String(each[said.name]));
  const names = said?.classes ?? given?.classes;
  const values = said?.type === 'string' ? undefined : names?.map((_, index) => String(index));
  const classes = names ?? [...new Set([...labels, ...(texts ?? [])])].toSorted();
  const indexOf = (text: string, row: number): number => {
    const index = Math.max(classes.indexOf(text), values?.indexOf(text) ?? -1, classes.length === 2 ? BOOLEANS.indexOf(text) : -1);
    if (index >= 0) return index;
    throw new SlipwayError(
      'record-invalid',
      `row ${row + 1} is labelled '${text}', and the model knows ${classes.join(', ')}; is --label the right column?`,
    );
  };
  return {
    kind: 'classification',
    classes,
    actual: labels.map(indexOf),
    predicted: texts === undefined ? (probabilities ?? []).map(greatest) : texts.map(indexOf),
    probabilities,
  };
}

function greatest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function truthOf(label: string, row: number): number {
  const value = Number(label);
  if (label.trim() !== '' && Number.isFinite(value)) return value;
  throw new SlipwayError(
    'record-invalid',
    `row ${row + 1} is labelled '${label}', and the model gives numbers; is --label the right column?`,
  );
}
