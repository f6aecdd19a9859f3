import type { TransformJob } from './request.js';
import type { ObjectStore, StoredObject } from './objects.js';

/** An object of a job's input, and where its output goes. */
export interface InputObject extends StoredObject {
  readonly outputUri: string;
}

/** Either the objects of a job, or why it has none. */
export type FoundObjects =
  | { readonly ok: true; readonly objects: readonly InputObject[] }
  | { readonly ok: false; readonly reason: string };

/** The objects that a job reads: all whose key begins with the prefix, or those of a manifest (API reference, TransformS3DataSource). */
export async function inputObjects(job: TransformJob, store: ObjectStore): Promise<FoundObjects> {
  return job.dataType === 'S3Prefix' ? byPrefix(job, store) : byManifest(job, store);
}

async function byPrefix({ inputUri, outputUri, assumed }: TransformJob, store: ObjectStore): Promise<FoundObjects> {
  const listed = await store.list(inputUri);
  const folders = listed.filter(({ uri, bytes }) => bytes === 0 && uri.endsWith('/'));
  const isSkipped = folders.length > 0 && assumed.take('folderObjects') === 'skipped';
  const objects = isSkipped ? listed.filter((object) => !folders.includes(object)) : listed;
  if (objects.length === 0) return { ok: false, reason: `no object has a key that begins with ${inputUri}` };
  const cut = inputUri.lastIndexOf('/') + 1;
  if (!inputUri.endsWith('/') && !objects.every(({ uri }) => uri === inputUri))
    assumed.note('outputFolder', 'below the last slash of the prefix');
  return { ok: true, objects: objects.map((object) => ({ ...object, outputUri: outputOf(outputUri, object.uri.slice(cut)) })) };
}

/** `[{"prefix":"s3://bucket/some/prefix/"},"rel/a","rel/b"]`; the output keeps the relative part. */
async function byManifest({ inputUri, outputUri }: TransformJob, store: ObjectStore): Promise<FoundObjects> {
  const [head, ...names] = await manifestOf(inputUri, store);
  const { prefix } = (head ?? {}) as { readonly prefix?: unknown };
  if (typeof prefix !== 'string' || names.length === 0 || !names.every((name) => typeof name === 'string'))
    return { ok: false, reason: `${inputUri} is no manifest: it has to be a list of {"prefix": "s3://…/"} and then names below it` };
  const objects: InputObject[] = [];
  for (const name of names) {
    const uri = prefix + name;
    const found = (await store.list(uri)).find((object) => object.uri === uri);
    if (found === undefined) return { ok: false, reason: `the manifest ${inputUri} names ${uri}, which is not there` };
    objects.push({ ...found, outputUri: outputOf(outputUri, name) });
  }
  return { ok: true, objects };
}

async function manifestOf(uri: string, store: ObjectStore): Promise<readonly unknown[]> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of store.read(uri)) parts.push(part);
    const value: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

/** `input1.csv` gives `input1.csv.out` (Developer Guide, batch-transform). */
function outputOf(outputUri: string, path: string): string {
  return `${outputUri.replace(/\/+$/, '')}/${path}.out`;
}
