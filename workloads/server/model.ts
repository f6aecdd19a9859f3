import type * as onnxruntime from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { Prediction } from '../../core/codec/encode.js';
import type { Rows } from '../../core/codec/problem.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { checkGoldenRows } from './golden.js';
import { columnsOf, refuseUnusableOutputs, schemaOfGraph } from './graph-schema.js';
import { findModelFiles } from './model-files.js';
import { feedsOf, predictionsOf, type TensorConstructor } from './tensors.js';

/** Rows of one run of the graph: about 4 ms of trees, so that `/ping` is answered in between. */
const ROWS_PER_RUN = 1024;

/** One thread per call: with two, onnxruntime's sums differ in the last bit and its threads spin. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' };

/** A model that is ready to answer. */
export interface LoadedModel {
  readonly schema: ModelSchema;
  /** Rows that were checked at load. */
  readonly goldenRows: number;
  /** Predictions in the order of the rows, each row in the schema's order. */
  predict(rows: Rows): Promise<Prediction[]>;
  close(): Promise<void>;
}

/** Loads a model folder or a bare .onnx file and checks it against its golden rows. */
export async function openModel(path: string): Promise<LoadedModel> {
  const files = findModelFiles(path);
  const runtime = await importRuntime();
  const session = await createSession(runtime, files.graph);
  refuseUnusableOutputs(session, files.graph);
  const schema = files.schema ?? schemaOfGraph(session, files.graph);
  refuseOtherShape(session, schema, files.graph);
  const predict = (rows: Rows): Promise<Prediction[]> => predictInSlices(session, schema, runtime.Tensor, rows);
  await checkGoldenRows(files.golden, schema, predict, path);
  return { schema, goldenRows: files.golden.length, predict, close: () => session.release() };
}

async function createSession(runtime: typeof onnxruntime, graph: string): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(graph, SESSION_OPTIONS);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError(
      'model-unreadable',
      `onnxruntime cannot load the model: ${said}; export it again, or check that the file is whole`,
      { source: graph },
      { cause },
    );
  }
}

async function importRuntime(): Promise<typeof onnxruntime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new SlipwayError(
      'runtime-missing',
      'serving an ONNX model needs the package onnxruntime-node, which is not installed; run: npm i -D onnxruntime-node (where its download of CUDA is refused: ONNXRUNTIME_NODE_INSTALL=skip npm i -D onnxruntime-node)',
      {},
      { cause },
    );
  }
}

/** A schema of another model would feed every value to the wrong column. */
function refuseOtherShape({ inputMetadata, outputNames }: InferenceSession, { features, outputs }: ModelSchema, source: string): void {
  const [only] = inputMetadata;
  const wants = inputMetadata.length === 1 && only?.isTensor ? columnsOf(only.shape) : inputMetadata.length;
  if (wants !== undefined && wants !== features.length) {
    throw new SlipwayError(
      'schema-mismatch',
      `schema.json has ${features.length} features, the graph takes ${wants}; write the schema of this model`,
      { source },
    );
  }
  const unknown = outputs.filter(({ name }) => !outputNames.includes(name)).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new SlipwayError(
      'schema-mismatch',
      `schema.json names output ${unknown.join(', ')}, the graph has ${outputNames.join(', ')}; use the graph's names`,
      { source },
    );
  }
}

async function predictInSlices(
  session: InferenceSession,
  schema: ModelSchema,
  tensor: TensorConstructor,
  rows: Rows,
): Promise<Prediction[]> {
  const predictions: Prediction[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_RUN) {
    const slice = rows.slice(start, start + ROWS_PER_RUN);
    // onnxruntime-node runs on the event loop's own thread, one call per turn: other requests are answered between slices.
    const outputs = await session.run(feedsOf(slice, session, schema, tensor));
    predictions.push(...predictionsOf(outputs, slice.length, schema));
  }
  return predictions;
}
