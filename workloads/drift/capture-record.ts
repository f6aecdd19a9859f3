import { nameAt, wrongWidth, type CapturedExchange } from './read-options.js';
import { payloadRows, type PayloadRow } from './payload.js';

/** Rows of one captured exchange, inputs and outputs side by side; or why it has none. */
export type CapturedRows =
  | { readonly ok: true; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly ok: false; readonly reason: string };

/**
 * Rows of a record of SageMaker's data capture. A side that was not captured is missing in its rows. Answers are named by the schema's
 * outputs; one whose number of rows is another than the request's belongs to no row in particular and is left away.
 */
export function capturedRows(record: unknown, inputs: readonly string[], outputs: readonly string[]): CapturedRows {
  const data = isRecord(record) ? record['captureData'] : undefined;
  if (!isRecord(data)) return { ok: false, reason: 'it has no captureData' };
  const input = sideRows(data['endpointInput'], 'endpointInput');
  if (!input.ok) return input;
  const output = sideRows(data['endpointOutput'] ?? data['batchTransformOutput'], 'endpointOutput');
  const asked = withoutHeader(input.rows, inputs);
  const wrong = asked.map((row) => (Array.isArray(row) ? wrongWidth(row.length, inputs) : undefined)).find((each) => each !== undefined);
  if (wrong !== undefined) return { ok: false, reason: `of its endpointInput ${wrong}` };
  const answered = output.ok ? output.rows : [];
  if (asked.length === 0)
    return answered.length === 0
      ? output.ok
        ? { ok: false, reason: 'it has neither rows nor answers' }
        : output
      : { ok: true, rows: answered.map((row) => named(row, outputs, answerName)) };
  const alike = answered.length === asked.length;
  return {
    ok: true,
    rows: asked.map((row, index) => {
      const record = named(row, inputs, nameAt);
      return alike ? named(answered[index] ?? [], outputs, answerName, record) : record;
    }),
  };
}

/** Columns of what is known of an exchange as a whole. */
export const EVENT = { id: 'eventMetadata.id', time: 'eventMetadata.inferenceTime' } as const;

/**
 * By which label and by when an exchange goes: by the inference id that the caller sent, else by the event id that SageMaker gave (Developer Guide,
 * "Ingest ground truth labels and merge them with predictions"). Rows of a request that holds several are `<id>/0`, `<id>/1` and so on.
 */
export function capturedEvent(record: unknown, row: number, rows: number): Record<string, unknown> {
  const metadata = isRecord(record) && isRecord(record['eventMetadata']) ? record['eventMetadata'] : {};
  const id = metadata['inferenceId'] ?? metadata['eventId'];
  return { [EVENT.id]: typeof id === 'string' ? eventRowId(id, row, rows) : undefined, [EVENT.time]: metadata['inferenceTime'] };
}

export function eventRowId(id: string, row: number, rows: number): string {
  return rows === 1 ? id : `${id}/${row}`;
}

/** What a record says of itself. */
export function exchangeOf(record: unknown): CapturedExchange {
  const metadata = isRecord(record) && isRecord(record['eventMetadata']) ? record['eventMetadata'] : {};
  const { inferenceTime, customAttributes } = metadata;
  return {
    at: typeof inferenceTime === 'string' ? Date.parse(inferenceTime) : Number.NaN,
    customAttributes: Array.isArray(customAttributes) ? customAttributes.filter((each) => typeof each === 'string') : [],
  };
}

type Side = { readonly ok: true; readonly rows: readonly PayloadRow[] } | { readonly ok: false; readonly reason: string };

function sideRows(side: unknown, name: string): Side {
  if (side === undefined || side === null) return { ok: true, rows: [] };
  if (!isRecord(side) || typeof side['data'] !== 'string') return { ok: false, reason: `its ${name} has no data` };
  const { data, encoding, observedContentType } = side;
  const text = encoding === 'BASE64' ? Buffer.from(data, 'base64').toString('utf8') : data;
  const rows = payloadRows(text, formatOf(encoding, observedContentType, text));
  return rows === undefined ? { ok: false, reason: `its ${name} is neither CSV nor JSON` } : { ok: true, rows };
}

/** CSV and JSON are named; what is not named in the capture's configuration travels as BASE64 whatever it is. */
function formatOf(encoding: unknown, contentType: unknown, text: string): 'CSV' | 'JSON' {
  if (encoding === 'CSV' || encoding === 'JSON') return encoding;
  if (typeof contentType === 'string' && contentType.includes('json')) return 'JSON';
  if (typeof contentType === 'string' && contentType.includes('csv')) return 'CSV';
  return /^\s*[[{]/.test(text) ? 'JSON' : 'CSV';
}

/** A first line of CSV that holds the features' names is no row. */
function withoutHeader(rows: readonly PayloadRow[], names: readonly string[]): readonly PayloadRow[] {
  const [first] = rows;
  if (!Array.isArray(first) || first.length !== names.length || !names.every((name) => first.includes(name))) return rows;
  return rows
    .slice(1)
    .map((row) =>
      Array.isArray(row) ? Object.fromEntries(first.map((name, place): [string, unknown] => [String(name), row[place]])) : row,
    );
}

/** An answer stands in one row with what was asked, so it has a name of its own. Where it has another number of values than were named, none is told. */
function answerName(names: readonly string[], place: number, values: number): string {
  return (values === names.length ? names[place] : undefined) ?? `answer_c${place}`;
}

/**
 * A list inside a record, such as probabilities, becomes one value a place, named as the schema's outputs are. Name by name, since that is twice as
 * fast as making a record of entries, and a monitor does little else.
 *
 * @param into what the names are added to
 */
function named(
  row: PayloadRow,
  names: readonly string[],
  name: typeof answerName,
  into: Record<string, unknown> = {},
): Record<string, unknown> {
  if (Array.isArray(row)) {
    for (let place = 0; place < row.length; place += 1) put(into, name(names, place, row.length), row[place]);
    return into;
  }
  for (const [key, value] of Object.entries(row)) {
    if (!Array.isArray(value)) {
      put(into, key, value);
      continue;
    }
    const places = names.filter((each) => each.startsWith(`${key}.`));
    for (const [place, item] of value.entries()) put(into, places[place] ?? `${key}.${place}`, item);
  }
  return into;
}

/** A name that everybody has would set something else. */
function put(into: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
  else into[name] = value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
