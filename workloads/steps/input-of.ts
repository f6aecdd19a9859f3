import type { RunInput } from '../../core/batch/record.js';
import { RUN_KEYS, type RunManifest } from '../../core/batch/run.js';

/** What a record says of the input. */
export function inputOf({ runId, input, objects, bytes, digest }: RunManifest, output: string): RunInput {
  return { uri: input, manifest: output + RUN_KEYS.manifest(runId), objects: objects.length, bytes, digest };
}
