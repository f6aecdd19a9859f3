import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../core/errors/index.js';

/** The folders that lie beside `constructs/` in the repository and one further up in the published package. */
const ROOTS = [join(__dirname, '..', 'assets'), join(__dirname, '..', '..', 'assets')];

/** Folder of a workload that the build bundled, `server` or `pack`. */
export function assetFolder(name: string): string {
  const found = ROOTS.map((root) => join(root, name)).find((folder) => existsSync(join(folder, 'index.js')));
  if (found !== undefined) return found;
  throw new SlipwayError(
    'assets-missing',
    `the bundled workload '${name}' is not there; run npm run build in a clone, or install the package again`,
    {
      source: ROOTS.map((root) => join(root, name)).join(' or '),
    },
  );
}
