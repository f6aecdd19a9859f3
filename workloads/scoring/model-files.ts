import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import type { GoldenRow } from '../../core/schema/golden-row.js';
import { parseSchema } from '../../core/schema/parse.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { MODEL_KINDS, MODEL_NAMES, modelFileAmong } from '../../core/service/model-file.js';

/** What a model folder holds, as far as the server needs it. */
export interface ModelFiles {
  /** The file that holds the model. */
  readonly file: string;
  /** Absent where the folder has no schema.json; it is then read from the model. */
  readonly schema?: ModelSchema;
  /** Rows with expected outputs, in the order of the file. */
  readonly golden: readonly GoldenRow[];
}

/** Finds the model in a folder, or takes a bare model file. */
export function findModelFiles(path: string): ModelFiles {
  if (!existsSync(path))
    throw new SlipwayError('model-missing', `there is no model at ${path}; give a folder that holds one, or the file: ${MODEL_KINDS}`);
  if (statSync(path).isFile()) return { file: path, golden: [] };
  const schemaPath = join(path, 'schema.json');
  const goldenPath = join(path, 'samples', 'golden.jsonl');
  return {
    file: findModel(path),
    ...(existsSync(schemaPath) ? { schema: parseSchema(parseJson(readFileSync(schemaPath, 'utf8'), schemaPath), schemaPath) } : {}),
    golden: existsSync(goldenPath) ? readGolden(goldenPath) : [],
  };
}

function findModel(folder: string): string {
  const files = readdirSync(folder);
  const name = modelFileAmong(files);
  if (name !== undefined) return join(folder, name);
  const found = files.join(', ') || 'nothing';
  throw new SlipwayError('model-missing', `${folder} has no model: it holds ${found}; name the model one of ${MODEL_NAMES}`);
}

function readGolden(path: string): GoldenRow[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [goldenRow(parseJson(line, `${path}:${index + 1}`), `${path}:${index + 1}`)]));
}

function goldenRow(value: unknown, source: string): GoldenRow {
  const row = value as Partial<GoldenRow> | null;
  if (typeof row?.input !== 'object' || typeof row.output !== 'object') {
    throw new SlipwayError('schema-invalid', 'a golden row has an input and an output, each an object', { source });
  }
  return { input: row.input, output: row.output };
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SlipwayError(
      'schema-invalid',
      `this is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { source },
      { cause },
    );
  }
}
