import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SlipwayError } from '../core/errors/index.js';

/**
 * What the build puts into `assets/<name>/`, some folders above this file: one in the repository, two in the published bundle. Without a
 * file, the folder.
 */
export function bundled(name: string, file = ''): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'assets', name, file);
    if (existsSync(path)) return path;
  }
  throw new SlipwayError(
    'assets-missing',
    `the bundled '${name}' is not there; run npm run build in a clone, or install the package again`,
    { source: __dirname },
  );
}
