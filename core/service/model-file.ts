/** What a model's file is called in its folder, in the order in which it is looked for. AWS's own container for XGBoost takes `xgboost-model`. */
const NAMES = ['model.onnx', 'xgboost-model', 'model.ubj', 'model.json', 'model.txt'];
/** Kinds of file that hold a model and nothing else. */
const SURE = /\.(onnx|ubj)$/;

/** For messages: what a model may be. */
export const MODEL_KINDS = 'an ONNX graph (.onnx), a model of XGBoost (.ubj, .json, xgboost-model) or one of LightGBM (.txt)';
/** For messages: what to call it. */
export const MODEL_NAMES = NAMES.join(', ');

/** The file among a folder's that holds the model: one of the usual names, or the only one whose kind leaves no doubt. */
export function modelFileAmong(names: readonly string[]): string | undefined {
  const usual = NAMES.find((name) => names.includes(name));
  if (usual !== undefined) return usual;
  const sure = names.filter((name) => SURE.test(name));
  return sure.length === 1 ? sure[0] : undefined;
}

/** The usual name of a model's file, under which it travels; undefined where its name is that of no model. */
export function usualModelName(name: string): string | undefined {
  const extension = /\.\w+$/.exec(name)?.[0];
  return NAMES.find((usual) => usual === name || (extension !== undefined && usual.endsWith(extension)));
}
