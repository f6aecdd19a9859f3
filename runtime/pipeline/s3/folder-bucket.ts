import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

export interface FolderObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modified: Date;
}

const UNFINISHED = '.unfinished-upload';

/** Buckets as folders: `s3://data/in/a.csv` is `<root>/data/in/a.csv`. What is written is there whole, or not at all. */
export class FolderBuckets {
  /** Tags of objects by path, size and time, since a tag reads the whole object. */
  private readonly tags = new Map<string, string>();

  constructor(readonly root: string) {}

  list(bucket: string, prefix: string): FolderObject[] {
    const folder = join(this.root, bucket);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix))
      .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .flatMap((key) => this.head(bucket, key) ?? []);
  }

  head(bucket: string, key: string): FolderObject | undefined {
    const path = this.pathOf(bucket, key);
    if (!existsSync(path) || !statSync(path).isFile()) return undefined;
    const { size, mtime, mtimeMs } = statSync(path);
    const at = `${path}\n${size}\n${mtimeMs}`;
    const etag = this.tags.get(at) ?? `"${createHash('md5').update(readFileSync(path)).digest('hex')}"`;
    this.tags.set(at, etag);
    return { key, bytes: size, etag, modified: mtime };
  }

  pathOf(bucket: string, key: string): string {
    return join(this.root, bucket, ...key.split('/'));
  }

  write(bucket: string, key: string, body: Uint8Array): FolderObject {
    const path = this.pathOf(bucket, key);
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
    writeFileSync(unfinished, body);
    renameSync(unfinished, path);
    return this.head(bucket, key) as FolderObject;
  }

  remove(bucket: string, key: string): void {
    rmSync(this.pathOf(bucket, key), { force: true });
  }
}
