import { readFile } from 'node:fs/promises';
import { SlipwayError } from '../../core/errors/index.js';
import type { ChooseEngine } from './choose-engine.js';
import type { Engine } from './engine.js';
import { disagreement } from './onnx-graph/agreement.js';
import { readModel } from './onnx-graph/model.js';
import { schemaOf } from './onnx-graph/schema.js';
import { treesOfGraph } from './onnx-graph/trees.js';
import { withoutZipMap } from './onnx-graph/zipmap.js';
import { openOnnx } from './onnx-engine.js';
import { openTrees } from './trees/engine.js';
import { openTreeFile } from './trees/open.js';

/** In the name of every operator that is trees. */
const TREES = 'TreeEnsemble';

/** How it is decided on which engine a graph of trees is opened. */
export interface EngineChoice {
  /** Asked for the engine. Default: they are compared here. */
  readonly choose?: ChooseEngine;
}

/**
 * Opens a model file of any kind: an ONNX graph by its name, else a model of XGBoost or LightGBM. Graphs that are trees run on the tree engine,
 * if it gives what onnxruntime gives; where onnxruntime is not installed golden rows have to decide. All other graphs run on onnxruntime.
 *
 * @param features how many there are, for graphs that leave it open
 */
export async function openEngine(file: string, features: number | undefined, { choose }: EngineChoice = {}): Promise<Engine> {
  const bytes = await readFile(file);
  if (!file.endsWith('.onnx')) return openTreeFile(bytes, file);
  // Begun before the file is parsed, as it takes longer.
  const choosing = bytes.includes(TREES) ? choose?.(file, features) : undefined;
  const model = readModel(bytes, file);
  const graph = withoutZipMap(bytes);
  const inOnnxruntime = (): Promise<Engine> =>
    openOnnx({ file, features, ...(graph === bytes ? {} : { graph }), outputs: schemaOf(model, file).outputs });
  const found = treesOfGraph(model, file);
  if (!found.ok) return inOnnxruntime();
  const chosen = await choosing;
  if (chosen === 'onnxruntime') return inOnnxruntime();
  const trees = openTrees(found.model);
  if (chosen === 'trees') return trees;
  const reference = await inOnnxruntime().catch((cause: unknown) => {
    if (cause instanceof SlipwayError && cause.code === 'runtime-missing') return undefined;
    throw cause;
  });
  if (reference === undefined) return trees;
  if ((await disagreement(trees, found.model, reference)) !== undefined) return reference;
  await reference.close();
  return trees;
}
