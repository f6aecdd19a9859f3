import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerPlan } from '../plan.js';
import { sha256 } from './sha256.js';

/** What of a model's folder belongs into evidence. */
export interface ModelFolder {
  /** In the evidence: `models/<first digits of the digest>`. */
  readonly name: string;
  /** SHA-256 of schema.json. */
  readonly schema?: string;
  /** Absolute path by name in the folder. */
  readonly files: Readonly<Record<string, string>>;
}

const KEPT = ['card.json', 'schema.json', 'samples/known-faults.jsonl'];
const DIGITS = 12;

/** The folder of a container's model, where it travels with the assembly and its digest is known. */
export function modelFolderOf({ modelFolder, digest }: ContainerPlan): ModelFolder | undefined {
  if (modelFolder === undefined || digest === undefined) return undefined;
  const files = Object.fromEntries(KEPT.map((name) => [name, join(modelFolder, name)]).filter(([, path = '']) => existsSync(path)));
  const schema = files['schema.json'];
  return {
    name: `models/${digest.slice(0, DIGITS)}`,
    ...(schema === undefined ? {} : { schema: sha256(readFileSync(schema)) }),
    files,
  };
}
