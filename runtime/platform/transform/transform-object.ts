import { createGunzip } from 'node:zlib';
import { Readable } from 'node:stream';
import type { Container } from '../container.js';
import type { InputObject } from './input-objects.js';
import { invoke, type Invoked } from './invoke.js';
import type { ObjectStore, ObjectUpload } from './objects.js';
import { RecordProcessor, type ParsedRecord } from './process-records.js';
import type { BatchStrategy, TransformJob } from './request.js';
import { splitRecords } from './split.js';

/** How a job sends, after the job, the container and the defaults were asked. */
export interface TransformSettings {
  readonly batchStrategy: BatchStrategy;
  readonly maxConcurrentTransforms: number;
  /** 0: any size. */
  readonly maxPayloadInMB: number;
}

/** What became of one object. */
export interface TransformedObject {
  readonly uri: string;
  /** Absent where nothing was written: an object is written whole or not at all. */
  readonly outputUri?: string;
  /** Records that were sent. */
  readonly records: number;
  /** Requests, without those that were sent again. */
  readonly invocations: number;
  /** Requests that were sent again. */
  readonly retries: number;
  readonly problem?: TransformProblem;
}

/** Why an object failed, and where. */
export interface TransformProblem {
  /** Line of the object, or number of the record in a binary one, counted from 1; absent where the object as a whole is meant. */
  readonly line?: number;
  /** Last line that may be meant, where the container does not say which one it is. */
  readonly lastLine?: number;
  /** Status of the container, 0 where it gave no answer; absent where it was not asked. */
  readonly status?: number;
  readonly message: string;
}

/** Where and what. */
export interface TransformWork {
  readonly job: TransformJob;
  readonly settings: TransformSettings;
  readonly container: Container;
  readonly store: ObjectStore;
  readonly signal: AbortSignal;
}

interface Payload {
  readonly body: Buffer;
  readonly parsed: readonly ParsedRecord[];
  readonly records: number;
  /** Number of its first record, from 0. */
  readonly first: number;
}

class Refused extends TypeError {
  constructor(readonly problem: TransformProblem) {
    super(problem.message);
  }
}

const BYTES_PER_MB = 1024 * 1024;
const LINE_FEED = 0x0a;

/** Sends one object's records through the container; its output appears whole or not at all. */
export async function transformObject(object: InputObject, work: TransformWork): Promise<TransformedObject> {
  const upload = await work.store.create(object.outputUri);
  const counts = { records: 0, invocations: 0, retries: 0 };
  try {
    await sendAll(object, work, upload, counts);
    work.signal.throwIfAborted();
    await upload.commit();
    return { uri: object.uri, outputUri: object.outputUri, ...counts };
  } catch (cause) {
    await upload.abort();
    const message = work.signal.aborted ? 'the job was stopped' : cause instanceof Error ? cause.message : String(cause);
    return { uri: object.uri, ...counts, problem: cause instanceof Refused ? cause.problem : { message } };
  }
}

/** As many payloads at once as the settings say; answers are written in the order of the records. */
async function sendAll(
  object: InputObject,
  work: TransformWork,
  upload: ObjectUpload,
  counts: { records: number; invocations: number; retries: number },
): Promise<void> {
  const { job, settings, container, store, signal } = work;
  const processor = job.processing === undefined ? undefined : new RecordProcessor(job.processing, job.assumed);
  const waiting: { readonly payload: Payload; readonly answer: Promise<Invoked> }[] = [];
  const writeNext = async (): Promise<void> => {
    const next = waiting.shift();
    if (next === undefined) return;
    const answer = await next.answer;
    counts.retries += answer.tries - 1;
    if (!answer.ok) throw new Refused(problemOf(next.payload, answer, object.uri));
    await upload.write(assembled(next.payload, answer.body, job, processor));
  };
  try {
    await sendPayloads();
  } finally {
    // What was asked already is waited for: the next object has the container to itself.
    await Promise.all(waiting.map(({ answer }) => answer));
  }

  async function sendPayloads(): Promise<void> {
    for await (const payload of payloads(unpacked(store.read(object.uri), job.gzip), job, settings, processor)) {
      signal.throwIfAborted();
      counts.records += payload.records;
      counts.invocations += 1;
      waiting.push({ payload, answer: invoke(container, payload.body, job, signal) });
      if (waiting.length >= settings.maxConcurrentTransforms) await writeNext();
    }
    while (waiting.length > 0) await writeNext();
  }
}

function unpacked(chunks: AsyncIterable<Uint8Array>, gzip: boolean): AsyncIterable<Uint8Array> {
  return gzip ? (Readable.from(chunks).pipe(createGunzip()) as AsyncIterable<Uint8Array>) : chunks;
}

/** Packs records: one each, or as many whole ones as stay under the limit (API reference, BatchStrategy). */
async function* payloads(
  chunks: AsyncIterable<Uint8Array>,
  { split }: TransformJob,
  { batchStrategy, maxPayloadInMB }: TransformSettings,
  processor: RecordProcessor | undefined,
): AsyncGenerator<Payload> {
  const limit = maxPayloadInMB === 0 ? Number.POSITIVE_INFINITY : maxPayloadInMB * BYTES_PER_MB;
  const single = batchStrategy === 'SingleRecord' || split === 'None';
  let bodies: Buffer[] = [];
  let parsed: ParsedRecord[] = [];
  let size = 0;
  let number = 0;
  const take = (): Payload => {
    const payload = {
      body: bodies.length === 1 ? bodies[0] : Buffer.concat(bodies),
      parsed,
      records: bodies.length,
      first: number - bodies.length,
    };
    bodies = [];
    parsed = [];
    size = 0;
    return payload;
  };
  for await (const record of splitRecords(chunks, split)) {
    const read = processor?.input(record.content);
    if (read?.ok === false) throw new Refused({ line: number + 1, message: `record ${number + 1}: ${read.message}` });
    // The frame of a binary record is taken off where it travels alone.
    const body = read?.bytes ?? (single ? record.content : record.bytes);
    if (body.length >= limit)
      throw new Refused({
        ...(split === 'None' ? {} : { line: number + 1 }),
        message: tooLarge(body.length, maxPayloadInMB, split === 'None'),
      });
    if (bodies.length > 0 && (single || size + body.length >= limit)) yield take();
    bodies.push(body);
    if (read !== undefined) parsed.push(read.parsed);
    size += body.length;
    number += 1;
  }
  if (bodies.length > 0) yield take();
}

function tooLarge(bytes: number, limit: number, isWhole: boolean): string {
  return isWhole
    ? `the object has ${bytes} bytes and MaxPayloadInMB is ${limit}; split it with SplitType, or raise MaxPayloadInMB`
    : `the record has ${bytes} bytes and MaxPayloadInMB is ${limit}; raise it, or make records smaller`;
}

function assembled(
  payload: Payload,
  answer: Buffer,
  { assembleLine, assumed, processing }: TransformJob,
  processor: RecordProcessor | undefined,
): Buffer {
  if (processor !== undefined && processing !== undefined) {
    const lines = processor.output(payload.parsed, answer);
    if (!lines.ok) throw new Refused({ line: payload.first + lines.record + 1, message: lines.message });
    return Buffer.from(assembleLine ? lines.value.map((line) => `${line}\n`).join('') : lines.value.join('\n'));
  }
  if (!assembleLine) return answer;
  const isEnded = answer.at(-1) === LINE_FEED;
  return isEnded && assumed.take('lineEnds') === 'where-missing' ? answer : Buffer.concat([answer, Buffer.of(LINE_FEED)]);
}

/** Where in the object the refused record is: our own container says which one, others that one is among these. */
function problemOf({ first, records }: Payload, { status, body, message }: Extract<Invoked, { ok: false }>, uri: string): TransformProblem {
  const row = rowOf(body);
  const at = row === undefined ? { line: first + 1, ...(records > 1 ? { lastLine: first + records } : {}) } : { line: first + row };
  const where = at.lastLine === undefined ? `${uri}:${at.line}` : `${uri}:${at.line} to ${at.lastLine}`;
  return {
    ...at,
    status,
    message: `${where}: ${status === 0 ? 'no answer' : `status ${status}`}: ${row === undefined ? message : message.replace(/^row \d+, /, '')}`,
  };
}

function rowOf(body: string): number | undefined {
  try {
    const { problems } = JSON.parse(body) as { readonly problems?: readonly { readonly row?: unknown }[] };
    const row = problems?.[0]?.row;
    return typeof row === 'number' ? row : undefined;
  } catch {
    return undefined;
  }
}
