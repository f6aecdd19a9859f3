import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { parseSchema } from '../../core/schema/parse.js';
import type { ModelSchema } from '../../core/schema/schema.js';

/** What a model folder holds, as far as the server needs it. */
export interface ModelFiles {
  /** The file that holds the model. */
  readonly file: string;
  /** Absent where the folder has no schema.json; it is then read from the model. */
  readonly schema?: ModelSchema;
  /** Rows with expected outputs, in the order of the file. */
  readonly golden: readonly GoldenRow[];
}

export interface GoldenRow {
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: Readonly<Record<string, unknown>>;
}

/** Finds the model in a folder, or takes a bare model file. */
export function findModelFiles(path: string): ModelFiles {
  if (!existsSync(path))
    throw new SlipwayError('model-missing', `there is no model at ${path}; give a folder that holds model.onnx, or a model file`);
  if (statSync(path).isFile()) return { file: path, golden: [] };
  const schemaPath = join(path, 'schema.json');
  const goldenPath = join(path, 'samples', 'golden.jsonl');
  return {
    file: findModel(path),
    ...(existsSync(schemaPath) ? { schema: parseSchema(parseJson(readFileSync(schemaPath, 'utf8'), schemaPath), schemaPath) } : {}),
    golden: existsSync(goldenPath) ? readGolden(goldenPath) : [],
  };
}

/** In this order; `xgboost-model` is what AWS's own container takes. */
const NAMES = ['model.onnx', 'xgboost-model', 'model.ubj', 'model.json', 'model.txt'];

function findModel(folder: string): string {
  const files = readdirSync(folder);
  const others = files.filter((file) => file.endsWith('.onnx') || file.endsWith('.ubj'));
  const name = NAMES.find((each) => files.includes(each)) ?? (others.length === 1 ? others[0] : undefined);
  if (name !== undefined) return join(folder, name);
  const found = (others.length === 0 ? files : others).join(', ') || 'nothing';
  throw new SlipwayError('model-missing', `${folder} has no model.onnx: it holds ${found}; name the model ${NAMES.join(', ')}`);
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
