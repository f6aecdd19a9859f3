import { RUN_KEYS, type FrozenObject, type Pointer, type RunManifest } from '../../core/batch/run.js';
import type { Objects } from './objects.js';
import type { StepWorld } from './world.js';

/** A day's part of the input, beside the run of it that is published. */
export interface PublishedPart {
  readonly pointer: Pointer;
  /** `s3://bucket/prefix/` of the part. */
  readonly input: string;
  /** What the run did not read: written since, or written anew. */
  readonly came: readonly FrozenObject[];
  /** How many of the objects that it read are gone: run anew, their rows would be lost. */
  readonly gone: number;
}

/** Where a day's part lies; the whole input where it has none. */
export function inputOfDay(input: string, day: string): string {
  return input.replaceAll('{date}', day);
}

/** What lies there now. Objects without bytes are what consoles make of folders. */
export async function objectsIn(input: Objects): Promise<FrozenObject[]> {
  const objects: FrozenObject[] = [];
  for await (const { key, bytes, etag } of input.list()) if (bytes > 0) objects.push({ key, bytes, etag });
  return objects;
}

/** The part of a day, held against its published run; nothing where none is. */
export async function publishedPart(day: string, output: Objects, { objects, settings }: StepWorld): Promise<PublishedPart | undefined> {
  const pointer = await output.json<Pointer>(RUN_KEYS.day(day));
  const manifest = pointer === undefined ? undefined : await output.json<RunManifest>(RUN_KEYS.manifest(pointer.runId));
  if (pointer === undefined || manifest === undefined) return undefined;
  const input = inputOfDay(settings.input, day);
  const now = await objectsIn(objects(input));
  const read = new Map(manifest.objects.map(({ key, etag }) => [key, etag]));
  const there = new Set(now.map(({ key }) => key));
  return {
    pointer,
    input,
    came: now.filter(({ key, etag }) => read.get(key) !== etag),
    gone: manifest.objects.filter(({ key }) => !there.has(key)).length,
  };
}
