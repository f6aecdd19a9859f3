import type { IConstruct } from 'constructs';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync, type Stats } from 'node:fs';
import { basename, extname, join, posix, relative, sep } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { parseSchema } from '../../core/schema/parse.js';
import { MODEL_KINDS, MODEL_NAMES, modelFileAmong, usualModelName } from '../../core/service/model-file.js';

/** A file of a model: where it lies, and its name inside the archive and the digest. */
export interface ModelFile {
  readonly path: string;
  /** POSIX separators. */
  readonly name: string;
  readonly bytes: number;
  /** When it was last written, milliseconds since 1970. */
  readonly written: number;
}

/** What a model folder holds. */
export interface ModelFiles {
  /** For people: the model's name in card.json, else the folder's. */
  readonly modelName: string;
  /** What travels to the server: graph, weights beside it, schema, golden rows. */
  readonly serving: readonly ModelFile[];
  /** Everything, for the rehearsal: card, samples, baseline too. */
  readonly all: readonly ModelFile[];
}

const SCHEMA = 'schema.json';
const GOLDEN = 'samples/golden.jsonl';
const READ_BYTES = 1 << 20;

/** What was worked out within an app: a folder that ten deployments serve is read once. */
const DIGESTS = new WeakMap<IConstruct, Map<string, string>>();

/** Lists a model folder, or takes a bare model file; all that is missing or wrong is said at once. */
export function findModelFiles(path: string): ModelFiles {
  if (!existsSync(path))
    throw new SlipwayError('model-folder', `there is no model at '${path}'; give a folder that holds one, or the file: ${MODEL_KINDS}`);
  if (statSync(path).isFile()) return bareFile(path);
  const all = filesBelow(path);
  const serving = servingFiles(path, all);
  const schema = all.find(({ name }) => name === SCHEMA);
  if (schema !== undefined) parseSchema(readJson(schema.path), schema.path);
  return { modelName: nameFromCard(all) ?? basename(path), serving, all };
}

/** `digestOf`, read once within an app as long as no file was written since. */
export function digestWithin({ node }: IConstruct, files: readonly ModelFile[]): string {
  const known = DIGESTS.get(node.root) ?? new Map<string, string>();
  DIGESTS.set(node.root, known);
  const key = JSON.stringify(files);
  const digest = known.get(key) ?? digestOf(files);
  known.set(key, digest);
  return digest;
}

/** SHA-256 over names and bytes, in the order of the names: the same on every machine, whatever archive the files end in. */
export function digestOf(files: readonly ModelFile[]): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (const { name, path, bytes } of files.toSorted(byName)) {
    hash.update(`${name}\0${bytes}\0`);
    const file = openSync(path, 'r');
    try {
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) hash.update(buffer.subarray(0, read));
    } finally {
      closeSync(file);
    }
  }
  return hash.digest('hex');
}

function bareFile(path: string): ModelFiles {
  const name = usualModelName(basename(path));
  if (name === undefined)
    throw new SlipwayError('model-folder', `'${path}' is no model; give a folder that holds one, or the file: ${MODEL_KINDS}`);
  const file = { path, name, ...factsOf(statSync(path)) };
  return { modelName: basename(path, extname(path)), serving: [file], all: [file] };
}

function servingFiles(folder: string, all: readonly ModelFile[]): ModelFile[] {
  const top = all.map(({ name }) => name).filter((name) => !name.includes('/'));
  const name = modelFileAmong(top);
  const file = all.find((each) => each.name === name);
  if (name === undefined || file === undefined) {
    throw new SlipwayError(
      'model-folder',
      `'${folder}' has no model, it holds ${top.join(', ') || 'no files'}; name the model one of ${MODEL_NAMES}`,
    );
  }
  // Weights above 2 GB lie beside the graph, under whatever name the exporter gave them.
  const weights = all.filter(({ name }) => !name.includes('/') && /\.(data|bin|weights|onnx_data)$/.test(name));
  const extras = all.filter(({ name }) => name === SCHEMA || name === GOLDEN);
  return [{ ...file, name: usualModelName(name) ?? name }, ...weights, ...extras];
}

function filesBelow(folder: string): ModelFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, name: relative(folder, path).split(sep).join(posix.sep) }))
    .filter(({ name }) => !name.split('/').some((part) => part.startsWith('.')))
    .flatMap((file) => {
      const stats = statSync(file.path);
      return stats.isFile() ? [{ ...file, ...factsOf(stats) }] : [];
    })
    .toSorted(byName);
}

function factsOf({ size, mtimeMs }: Stats): Pick<ModelFile, 'bytes' | 'written'> {
  return { bytes: size, written: mtimeMs };
}

function byName(a: ModelFile, b: ModelFile): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

function nameFromCard(all: readonly ModelFile[]): string | undefined {
  const card = all.find(({ name }) => name === 'card.json');
  if (card === undefined) return undefined;
  const { model_overview: overview } = readJson(card.path) as { model_overview?: { model_name?: unknown } };
  return typeof overview?.model_name === 'string' ? overview.model_name : undefined;
}

/** Parses a file of a model folder. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new SlipwayError(
      'model-folder',
      `'${path}' is no JSON: ${cause instanceof Error ? cause.message : String(cause)}; correct it, or leave it out`,
      {},
      { cause },
    );
  }
}
