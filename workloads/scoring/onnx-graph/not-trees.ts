/** Why a graph is left to onnxruntime; `treesOfGraph` answers with it. */
export class NotTrees extends Error {}
