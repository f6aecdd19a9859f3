import { createHash } from 'node:crypto';
import type { LoadedModel } from '../../workloads/scoring/open-model.js';
import type { InputFile } from './input-files.js';
import type { OutputFormat } from './output-shape.js';
import type { ScoreSettings } from './score-options.js';

/** Changes when the same input would give other bytes. */
const VERSION = 1;

/** Digest of all that decides what comes out: another run with the same may go on with it. */
export function jobDigest(
  { keep, prefix, header }: ScoreSettings,
  { digest, schema }: LoadedModel,
  inputs: readonly InputFile[],
  format: OutputFormat,
): string {
  const files = inputs.map(({ path, size, modified }) => [path, size, modified]);
  return createHash('sha256')
    .update(JSON.stringify([VERSION, digest, schema, files, format, keep, prefix, header]))
    .digest('hex');
}
