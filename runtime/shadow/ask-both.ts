import { formatOf } from '../../core/codec/content-type.js';
import { decisionOf, type Decision, type Prediction } from '../../core/quality/decision.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { RowBody } from '../measuring/captured.js';
import { readAll, type Container } from '../platform/container.js';
import { askInSeries } from '../platform/variant.js';

const JSON_TYPE = 'application/json';

/** What one model answered to one request. */
export interface Answer {
  /** 0 where none came. */
  readonly status: number;
  readonly millis: number;
  /** One a row of the request. */
  readonly predictions: readonly Prediction[];
}

/** Asks once, for an answer in JSON, and waits for all of it. */
export async function askModel(containers: readonly Container[], { body, contentType }: RowBody, signal: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const reply = await askInSeries(containers, { body, headers: { 'content-type': contentType, accept: JSON_TYPE }, signal });
  if (reply.kind !== 'answer') {
    signal.throwIfAborted();
    return { status: reply.kind === 'refused' ? reply.status : 0, millis: performance.now() - started, predictions: [] };
  }
  const text = (await readAll(reply.response.chunks)).toString('utf8');
  return { status: reply.response.status, millis: performance.now() - started, predictions: predictionsIn(text) };
}

/** `{"predictions": [{…}]}`, a list, a single record, or whatever else a container answers: then the value stands for its only output. */
function predictionsIn(text: string): Prediction[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line) => ({ [OUTPUT]: line.split(',').map(numberOrText) }));
  }
  const inside = typeof value === 'object' && value !== null && 'predictions' in value ? value.predictions : value;
  return (Array.isArray(inside) ? inside : [inside]).map((each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each) ? (each as Prediction) : { [OUTPUT]: each },
  );
}

const OUTPUT = 'prediction';

function numberOrText(cell: string): number | string {
  return cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell;
}

/** What a prediction says; of a container that says nothing of its outputs, by what the prediction itself looks like. */
export function decided(prediction: Prediction, schema: ModelSchema | undefined): Decision {
  return decisionOf(prediction, schema ?? { outputs: Object.entries(prediction).map(([name, value]) => outputLike(name, value)) });
}

function outputLike(name: string, value: unknown): ModelSchema['outputs'][number] {
  if (Array.isArray(value)) return { name, type: 'number', size: value.length };
  return { name, type: typeof value === 'number' ? 'number' : 'string' };
}

/** The rows of a request by name; undefined where they cannot be read by the schema. */
export function recordsOf(
  { body, contentType }: RowBody,
  schema: ModelSchema,
): Record<string, number | string | boolean | null>[] | undefined {
  const decoded = formatOf(contentType)?.decode(body.toString('utf8'), schema);
  if (decoded === undefined || !decoded.ok) return undefined;
  return decoded.rows.map((cells) => Object.fromEntries(schema.features.map(({ name }, index) => [name, cells[index] ?? null])));
}
