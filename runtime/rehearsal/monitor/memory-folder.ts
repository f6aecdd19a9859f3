import type { CountedObject, Folder, StoredObject } from '../../../workloads/drift/monitor/world.js';
import type { CapturedLine } from '../../../workloads/drift/captured-line.js';
import type { TableSource } from '../../../workloads/drift/source.js';
import type { Chunk } from './chunks.js';
import type { LabelledTraffic } from './labelled-traffic.js';

/** Lines that are kept as they were read: samples are few, and chunks draw from them again and again. */
const MOST_KNOWN = 20_000;

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

/** Tables that a run holds and that nobody writes. */
abstract class Tables implements Folder {
  abstract list(prefix: string): AsyncIterable<StoredObject>;
  abstract source(object: StoredObject): TableSource;

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

/** Captured records in memory, each content read once. */
export class CapturedChunks extends Tables {
  readonly counted = new Map<string, CountedObject>();
  private readonly texts = new Map<string, string>();
  private readonly known = new Map<string, CapturedLine>();

  hold({ tag, text }: Chunk): void {
    if (this.known.size > MOST_KNOWN) this.known.clear();
    if (!this.counted.has(tag)) this.texts.set(tag, text);
  }

  async *list(): AsyncGenerator<StoredObject> {}

  source({ key, tag }: StoredObject): TableSource {
    const bytes = Buffer.from(this.texts.get(tag) ?? '');
    this.texts.delete(tag);
    return { ...emptySource(key), read: () => once(bytes), known: this.known };
  }
}

/** Captured records with the exchanges of one run by the hour, each with its id and time: as quality is read. */
export class RunRecords extends Tables {
  constructor(
    private readonly chunks: CapturedChunks,
    private readonly traffic: LabelledTraffic,
  ) {
    super();
  }

  get counted(): Map<string, CountedObject> {
    return this.chunks.counted;
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const hour = hourOf(prefix);
    yield { key: `${prefix}${ANSWERS}`, tag: prefix, modified: hour + HOUR_MILLIS };
  }

  source(object: StoredObject): TableSource {
    return object.key.endsWith(ANSWERS) ? textSource(object.key, this.traffic.answers(hourOf(object.key))) : this.chunks.source(object);
  }
}

/** Labels as they come in one run. */
export class RunLabels extends Tables {
  /** @param now milliseconds */
  constructor(
    private readonly traffic: LabelledTraffic,
    private readonly now: () => number,
  ) {
    super();
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    for (const { day, at } of this.traffic.written(this.now())) yield { key: `${prefix}${day}.jsonl`, tag: day, modified: at };
  }

  source({ key, tag }: StoredObject): TableSource {
    return textSource(key, this.traffic.labels(tag));
  }
}

const ANSWERS = 'answers.jsonl';
const HOUR_MILLIS = 3_600_000;

/** Of a key in an hour's folder, `…/2026/01/31/06/`. */
function hourOf(key: string): number {
  const [, year = '', month = '', day = '', hour = ''] = /(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\//.exec(key) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:00:00Z`);
}

function textSource(name: string, text: string): TableSource {
  return { ...emptySource(name), read: () => once(Buffer.from(text)) };
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
