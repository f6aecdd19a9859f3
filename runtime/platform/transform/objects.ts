import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** An object as a listing tells it. */
export interface StoredObject {
  /** `s3://bucket/key`. */
  readonly uri: string;
  readonly bytes: number;
}

/** An object on its way: it is there whole, or not at all. */
export interface ObjectUpload {
  write(bytes: Uint8Array): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/** Where a job's objects are. */
export interface ObjectStore {
  /** Objects whose URI begins with a text, in the order of their keys in UTF-8, as S3 lists them. */
  list(prefix: string): Promise<readonly StoredObject[]>;
  read(uri: string): AsyncIterable<Uint8Array>;
  create(uri: string): Promise<ObjectUpload>;
  remove(uri: string): Promise<void>;
}

const UNFINISHED = '.unfinished-upload';
const SCHEME = 's3://';

/**
 * Buckets as folders: `s3://data/in/a.csv` is `<root>/data/in/a.csv`. A prefix is a text, as in S3: `in/a` is the beginning of `in/a.csv` and of
 * `in/ab/c.csv`.
 */
export function folderObjects(root: string): ObjectStore {
  const pathOf = (uri: string): string => join(root, uri.slice(SCHEME.length));
  return {
    list: (prefix) => Promise.resolve(listed(root, prefix)),
    read: (uri) => createReadStream(pathOf(uri)) as AsyncIterable<Uint8Array>,
    create: (uri) => FileUpload.start(pathOf(uri)),
    remove: (uri) => {
      rmSync(pathOf(uri), { force: true });
      return Promise.resolve();
    },
  };
}

function listed(root: string, prefix: string): StoredObject[] {
  const [bucket = ''] = prefix.slice(SCHEME.length).split('/', 1);
  const folder = join(root, bucket);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(UNFINISHED))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ uri: SCHEME + relative(root, path).split(sep).join('/'), bytes: statSync(path).size }))
    .filter(({ uri }) => uri.startsWith(prefix))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.uri), Buffer.from(b.uri)));
}

class FileUpload implements ObjectUpload {
  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  static async start(path: string): Promise<FileUpload> {
    mkdirSync(dirname(path), { recursive: true });
    return new FileUpload(path, await open(path + UNFINISHED, 'w'));
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.handle.writeFile(bytes);
  }

  async commit(): Promise<void> {
    await this.handle.close();
    renameSync(this.path + UNFINISHED, this.path);
  }

  async abort(): Promise<void> {
    await this.handle.close();
    rmSync(this.path + UNFINISHED, { force: true });
  }
}
