import { RUN_KEYS, scoredOf, type Pointer, type RunManifest } from '../../core/batch/run.js';
import { SlipwayError } from '../../core/errors/index.js';
import { linesOf } from '../steps/lines.js';
import { readFolder, readS3, type ResultSource } from './sources.js';

/** One output of the run that is published. */
export interface PublishedObject {
  /** Name of the input that it was made of, below the input's prefix: `mail.jsonl`. */
  readonly input: string;
  /** Where it lies: `s3://mail/out/runs/20260301T043000Z/output/1/mail.jsonl.out`. */
  readonly uri: string;
  /** Its bytes. */
  readonly read: () => Promise<AsyncIterable<Uint8Array>>;
}

/** What is published, as of one instant: a run that is published later changes nothing of it. */
export interface Results {
  readonly runId: string;
  /** Instant as of which the results are. */
  readonly dataTime: Date;
  readonly publishedAt: Date;
  readonly rows: number;
  /** In the order of their inputs' names. */
  readonly objects: readonly PublishedObject[];
  /** Names of inputs that could not be scored and were set aside; empty where all were. */
  readonly setAside: readonly string[];
  /** All rows, as text without their line ends, object after object. After the last one it is held against `rows`. */
  readonly lines: () => AsyncGenerator<string, void, undefined>;
}

export interface OpenOptions {
  /** Day whose results are read, where the input has a part for each, `2026-03-01`; default: the newest results. */
  readonly day?: string;
}

/**
 * What a batch deployment has published; undefined where it has published nothing yet.
 *
 * @param output where it writes: `s3://bucket/prefix/`, a folder, or a source of one's own
 */
export async function openResults(output: string | ResultSource, { day }: OpenOptions = {}): Promise<Results | undefined> {
  const source = typeof output === 'string' ? sourceOf(output) : output;
  const pointer = await json<Pointer>(source, day === undefined ? RUN_KEYS.pointer : RUN_KEYS.day(day));
  if (pointer === undefined) return undefined;
  const { runId, dataTime, publishedAt, rows, without = [] } = pointer;
  const manifest = await json<RunManifest>(source, RUN_KEYS.manifest(runId));
  if (manifest === undefined) throw broken(source, RUN_KEYS.manifest(runId), runId);
  const folder = pointer.output.slice(pointer.output.indexOf(`/${RUN_KEYS.runs}`) + 1);
  const objects = scoredOf(manifest)
    .objects.filter(({ source: input }) => !without.includes(input))
    .map(({ key, source: input }) => publishedObject(source, runId, input, `${folder}${key}.out`));
  return {
    runId,
    dataTime: new Date(dataTime),
    publishedAt: new Date(publishedAt),
    rows,
    objects,
    setAside: without,
    lines: () => linesIn(objects, rows, source, runId),
  };
}

function sourceOf(place: string): ResultSource {
  if (place.startsWith('s3://')) return readS3(place);
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(place))
    throw new SlipwayError('results-place', `'${place}' is no place that is read; give s3://bucket/prefix/, or a folder`);
  return readFolder(place);
}

function publishedObject(source: ResultSource, runId: string, input: string, name: string): PublishedObject {
  return {
    input,
    uri: `${source.uri.endsWith('/') ? source.uri : `${source.uri}/`}${name}`,
    read: async () => {
      const bytes = await source.read(name);
      if (bytes === undefined) throw broken(source, name, runId);
      return bytes;
    },
  };
}

async function* linesIn(
  objects: readonly PublishedObject[],
  rows: number,
  source: ResultSource,
  runId: string,
): AsyncGenerator<string, void, undefined> {
  let read = 0;
  for (const object of objects)
    for await (const line of linesOf(await object.read())) {
      read += 1;
      yield line.toString('utf8').replace(/\r?\n$/, '');
    }
  if (read !== rows)
    throw new SlipwayError(
      'results-broken',
      `run ${runId} in ${source.uri} was published with ${rows} rows, and ${read} were read; somebody has written its outputs anew`,
    );
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the object holds is the caller's to say
async function json<T>(source: ResultSource, name: string): Promise<T | undefined> {
  const bytes = await source.read(name);
  if (bytes === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as T;
}

function broken(source: ResultSource, name: string, runId: string): SlipwayError {
  return new SlipwayError(
    'results-broken',
    `a pointer in ${source.uri} names run ${runId}, of which ${name} is not there; a lifecycle rule or a person has deleted it`,
  );
}
