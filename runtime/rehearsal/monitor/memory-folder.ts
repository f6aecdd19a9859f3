import type { CountedObject, Folder, StoredObject } from '../../../workloads/drift/monitor/world.js';
import type { TableSource } from '../../../workloads/drift/source.js';
import type { Chunk } from './chunks.js';

/** Results in memory. */
export class MemoryFolder implements Folder {
  constructor(private readonly objects = new Map<string, object>()) {}

  /** A folder with those of this one's objects that lie below a prefix. */
  copyOf(prefix: string): MemoryFolder {
    return new MemoryFolder(new Map([...this.objects].filter(([key]) => key.startsWith(prefix))));
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    for (const key of [...this.objects.keys()].filter((each) => each.startsWith(prefix)).toSorted()) yield { key, tag: key, modified: 0 };
  }

  source({ key }: StoredObject): TableSource {
    return emptySource(key);
  }

  read(key: string): Promise<unknown> {
    return Promise.resolve(this.objects.get(key));
  }

  write(key: string, value: object): Promise<void> {
    this.objects.set(key, value);
    return Promise.resolve();
  }

  nameOf(key: string): string {
    return key;
  }
}

/** Captured records in memory, each content read once. */
export class CapturedChunks implements Folder {
  readonly counted = new Map<string, CountedObject>();
  private readonly texts = new Map<string, string>();

  hold({ tag, text }: Chunk): void {
    if (!this.counted.has(tag)) this.texts.set(tag, text);
  }

  async *list(): AsyncGenerator<StoredObject> {}

  source({ key, tag }: StoredObject): TableSource {
    const bytes = Buffer.from(this.texts.get(tag) ?? '');
    this.texts.delete(tag);
    return { ...emptySource(key), read: () => once(bytes) };
  }

  read(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  write(): Promise<void> {
    return Promise.resolve();
  }

  nameOf(key: string): string {
    return key;
  }
}

function emptySource(name: string): TableSource {
  return {
    name,
    read: () => once(new Uint8Array()),
    open: () => Promise.resolve({ byteLength: 0, slice: () => Promise.resolve(new ArrayBuffer(0)) }),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
