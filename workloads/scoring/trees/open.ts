import { openTrees, type TreeEngine } from './engine.js';
import type { TreeModel } from './ensemble.js';
import { readLightgbm } from './lightgbm/model.js';
import { unreadable, unsupported } from './unsupported.js';
import { readXgboost } from './xgboost/model.js';

/** How files begin that are models of the same libraries in formats that nobody else can read. */
const FOREIGN: readonly { readonly begins: string; readonly what: string }[] = [
  { begins: 'binf', what: "the model is in XGBoost's old binary format" },
  { begins: 'bs64', what: "the model is in XGBoost's old binary format" },
  { begins: '\x80', what: 'the model is a Python pickle' },
];

/**
 * Opens a model file of XGBoost (`save_model`: .json or .ubj) or LightGBM (`save_model`: text), whichever the bytes are, on the tree engine.
 * Throws SlipwayError `model-unsupported` for what is not reproduced, by name, and `model-unreadable` for what is no such file.
 *
 * Both answer one output, `prediction`, as their own `predict` does. XGBoost's rows are 32-bit floats (`takes` is `matrix`), LightGBM's doubles
 * (`matrix64`), because a value that lies on a threshold must go the way it goes there. What may be missing is optional in the schema: both
 * libraries take missing values in any feature. No library is at hand in Node to compare with, so golden rows decide whether a file is read
 * right.
 */
export function openTreeFile(bytes: Uint8Array, source: string): TreeEngine {
  return openTrees(readTreeFile(bytes, source));
}

/** The trees of such a file, before they are laid out for the kernel. */
export function readTreeFile(bytes: Uint8Array, source: string): TreeModel {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const foreign = FOREIGN.find(({ begins }) => start.startsWith(begins));
  if (foreign !== undefined) throw unsupported(foreign.what, 'load it in Python and save it with save_model("model.ubj")', source);
  if (start.startsWith('{')) return readXgboost(bytes, source);
  if (/^tree\r?\n/.test(start)) return readLightgbm(bytes, source);
  throw unreadable('this is neither a model of XGBoost, which begins with {, nor one of LightGBM, which begins with the line tree', source);
}
