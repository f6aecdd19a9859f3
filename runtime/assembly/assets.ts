import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readJson } from './read-json.js';

const ASSET_MANIFEST = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
  dockerImages: z.record(z.string(), z.looseObject({ source: z.looseObject({ directory: z.string().optional() }) })).default({}),
});
/** Lies beside the Dockerfile of this package's own model server. */
const OWN_SERVER = 'slipway-server.json';

/** Files and images that travel with a stack. */
export interface Assets {
  /** Absolute path of the file or folder behind an object key or a location that ends in one. */
  readonly fileByKey: (location: string) => string | undefined;
  /** Folder of the image whose hash is part of a URI. */
  readonly imageFolder: (uri: string) => string | undefined;
}

/** Reads the asset manifests of one stack. */
export function readAssets(manifests: readonly string[]): Assets {
  const keys = new Map<string, string>();
  const images = new Map<string, string>();
  for (const path of manifests) {
    const { files, dockerImages } = readJson(path, ASSET_MANIFEST);
    for (const { source, destinations } of Object.values(files)) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations)) keys.set(basename(objectKey), resolve(dirname(path), source.path));
    }
    for (const [hash, { source }] of Object.entries(dockerImages))
      if (source.directory !== undefined) images.set(hash, resolve(dirname(path), source.directory));
  }
  return {
    // The last part is a hash, which no prefix of a bootstrapped bucket changes.
    fileByKey: (location) => keys.get(basename(location)),
    imageFolder: (uri) => [...images].find(([hash]) => uri.includes(hash))?.[1],
  };
}

/** Whether the image made from a folder is this package's own model server. */
export function isOwnServer(folder: string | undefined): boolean {
  return folder !== undefined && existsSync(join(folder, OWN_SERVER));
}

/** Whether a path is a folder that holds a model as it is. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
