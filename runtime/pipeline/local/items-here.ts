import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ItemStore } from '../flow.js';
import { digestOf } from './list-objects.js';
import type { RunPlaces } from './run-places.js';

/** What distributed maps of a run list and write: the files of its tables and of its steps. */
export function itemsHere(places: RunPlaces): ItemStore {
  return {
    read: async (bucket, key) => readFileSync((await places.fileOf(`s3://${bucket}/${key}`)) ?? places.folderOf(`s3://${bucket}/${key}`)),
    list: async (bucket, prefix) => {
      const files = await places.filesOf(`s3://${bucket}/${prefix}`);
      return Promise.all(
        files.map(async ({ path, name }) => {
          const { size, mtimeMs } = statSync(path);
          return { Key: `${prefix}${name}`, Size: size, Etag: `"${await digestOf(path)}"`, LastModified: Math.floor(mtimeMs) };
        }),
      );
    },
    write: async (bucket, key, body) => {
      const file = places.folderOf(`s3://${bucket}/${key}`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, body);
      renameSync(`${file}.part`, file);
    },
  };
}
