import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Files are named from the root of the assembly; whoever opens the assembly of one stage alone has the root above it. */
export function existing(root: string, path: string): string | undefined {
  return [resolve(root, path), resolve(dirname(root), path)].find((candidate) => existsSync(candidate));
}
