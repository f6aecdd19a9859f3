import type { ObjectStore, ObjectUpload } from '../../platform/transform/objects.js';
import { objectText, type Listed, type Objects, type Tagged } from '../../../workloads/steps/objects.js';

interface Stored {
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

/** An object as it was written, with its whole address. */
export interface Written {
  readonly uri: string;
  readonly text: () => string;
  readonly at: number;
}

/** S3 in memory, on a simulated clock: objects by their address, each write with a tag of its own, as versions have. */
export class MemoryBuckets {
  private readonly objects: Map<string, Stored>;
  /** Addresses in order, so that a listing looks at what it lists alone. */
  private readonly uris: string[];
  private writes: number;

  /** @param before what is there already */
  constructor(
    private readonly now: () => number,
    private readonly written: (object: Written) => void = () => undefined,
    before?: MemoryBuckets,
  ) {
    this.objects = new Map(before?.objects);
    this.uris = [...(before?.uris ?? [])];
    this.writes = before?.writes ?? 0;
  }

  /** The objects below `s3://bucket/prefix/`, as the steps of a run see them. */
  at(uri: string): Objects {
    return new MemoryObjects(this, uri);
  }

  put(uri: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.writes += 1;
    if (!this.objects.has(uri)) this.uris.splice(this.placeOf(uri), 0, uri);
    this.objects.set(uri, { bytes, etag: `"${this.writes}"`, modified: this.now() });
    this.written({ uri, text: () => Buffer.from(bytes).toString('utf8'), at: this.now() });
  }

  get(uri: string): Stored | undefined {
    return this.objects.get(uri);
  }

  remove(uri: string): void {
    if (this.objects.delete(uri)) this.uris.splice(this.placeOf(uri), 1);
  }

  /** In the order of their keys. */
  list(prefix: string): (Listed & { readonly uri: string })[] {
    const found: (Listed & { readonly uri: string })[] = [];
    for (let at = this.placeOf(prefix); at < this.uris.length && this.uris[at].startsWith(prefix); at += 1) {
      const uri = this.uris[at];
      const { bytes, etag, modified } = this.objects.get(uri) as Stored;
      found.push({ uri, key: uri.slice(prefix.length), bytes: bytes.length, etag, modified });
    }
    return found;
  }

  /** Where an address stands, or would stand. */
  private placeOf(uri: string): number {
    let [low, high] = [0, this.uris.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.uris[middle] < uri) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** An error as S3 names it. */
class ObjectError extends Error {
  constructor(override readonly name: 'NoSuchKey' | 'PreconditionFailed') {
    super(name);
  }
}

class MemoryObjects implements Objects {
  constructor(
    private readonly buckets: MemoryBuckets,
    readonly uri: string,
  ) {}

  async *list(below = ''): AsyncGenerator<Listed> {
    for (const { uri, bytes, etag, modified } of this.buckets.list(this.uri + below))
      yield { key: uri.slice(this.uri.length), bytes, etag, modified };
  }

  async read(key: string): Promise<Tagged | undefined> {
    const found = this.buckets.get(this.uri + key);
    return found === undefined ? undefined : { text: Buffer.from(found.bytes).toString('utf8'), etag: found.etag };
  }

  async json<T>(key: string): Promise<T | undefined> {
    const found = await this.read(key);
    return found === undefined ? undefined : (JSON.parse(found.text) as T);
  }

  async *stream(key: string, etag?: string): AsyncGenerator<Uint8Array> {
    const found = this.buckets.get(this.uri + key);
    if (found === undefined) throw new ObjectError('NoSuchKey');
    if (etag !== undefined && etag !== found.etag) throw new ObjectError('PreconditionFailed');
    yield found.bytes;
  }

  async write(key: string, value: unknown): Promise<void> {
    this.buckets.put(this.uri + key, objectText(value));
  }

  async writeNew(key: string, value: unknown): Promise<boolean> {
    return this.replace(key, value, undefined);
  }

  async replace(key: string, value: unknown, over: Tagged | undefined): Promise<boolean> {
    if (this.buckets.get(this.uri + key)?.etag !== over?.etag) return false;
    await this.write(key, value);
    return true;
  }

  async upload(key: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    this.buckets.put(this.uri + key, Buffer.concat(parts));
  }
}

/** The same objects, as a transform job reads and writes them. */
export function jobObjects(buckets: MemoryBuckets): ObjectStore {
  return {
    list: (prefix) => Promise.resolve(buckets.list(prefix)),
    read: (uri) => buckets.at(uri).stream(''),
    create: (uri) => Promise.resolve(uploadTo(buckets, uri)),
    remove: (uri) => Promise.resolve(buckets.remove(uri)),
  };
}

function uploadTo(buckets: MemoryBuckets, uri: string): ObjectUpload {
  const parts: Uint8Array[] = [];
  return {
    write: async (bytes) => void parts.push(Uint8Array.from(bytes)),
    commit: async () => buckets.put(uri, Buffer.concat(parts)),
    abort: async () => undefined,
  };
}
