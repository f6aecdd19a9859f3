import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { BlockReader } from '../../core/codec/read-block.js';
import type { Engine } from './engine.js';
import { checkGoldenRows } from './golden.js';
import { findModelFiles } from './model-files.js';
import { openEngine, type EngineChoice } from './open-engine.js';
import { withSchema } from './with-schema.js';

/** A model that is ready to answer, under the names of its schema. */
export interface LoadedModel extends Engine {
  /** Reads bodies and records for it. */
  readonly reader: BlockReader;
  /** The file that holds it. */
  readonly file: string;
  /** SHA-256 of that file, in hexadecimal. */
  readonly digest: string;
  /** Rows that were checked at load. */
  readonly goldenRows: number;
}

/** Loads a model folder or a bare model file and checks it against its golden rows. */
export async function openModel(path: string, choice?: EngineChoice): Promise<LoadedModel> {
  const { file, schema, golden } = findModelFiles(path);
  const [opened, digest] = await Promise.all([openEngine(file, schema?.features.length, choice), digestOf(file)]);
  const engine = schema === undefined ? opened : withSchema(opened, schema, file);
  const reader = new BlockReader(engine.schema, engine.takes, engine.refusals);
  await checkGoldenRows(golden, engine, reader, path);
  return { ...engine, reader, file, digest, goldenRows: golden.length };
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
