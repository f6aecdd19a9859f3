import type * as onnxruntime from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import type { RowBlock } from '../../core/codec/block.js';
import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema, Output } from '../../core/schema/schema.js';
import type { Engine, OutputValues } from './engine.js';
import { featuresOf, graphInputs, refuseUnusableOutputs } from './graph-schema.js';
import { feedsOf, outputOf, wholeNumberRefusals } from './tensors.js';
import { fixedBatch, inFixedBatches } from './fixed-batch.js';

/** onnxruntime's own number for errors: its warnings are about how a graph was exported, and what goes wrong is thrown besides. */
const ERRORS_ONLY = 3;
/** One thread per call: with two, onnxruntime's sums differ in the last bit and its threads spin. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: ERRORS_ONLY,
};
/** Runs have a threshold of their own. */
const RUN_OPTIONS: InferenceSession.RunOptions = { logSeverityLevel: ERRORS_ONLY };

/** What a graph is opened with. */
export interface OnnxOptions {
  /** The .onnx file. */
  readonly file: string;
  /** The graph to load instead of the file's own, where it had to be changed. */
  readonly graph?: Uint8Array;
  /** How many features there are, for graphs that leave it open. */
  readonly features?: number | undefined;
  /** The graph's outputs, as its own bytes describe them: onnxruntime does not tell the names of classes. */
  readonly outputs: readonly Output[];
}

/** Opens a graph in onnxruntime-node, which is loaded now and not before. */
export async function openOnnx({ file, graph, features, outputs }: OnnxOptions): Promise<Engine> {
  const runtime = await importRuntime();
  const session = await createSession(runtime, graph ?? file, file);
  refuseUnusableOutputs(session, file);
  const inputs = graphInputs(session, file, features);
  const schema: ModelSchema = { version: 1, features: featuresOf(inputs), outputs };
  const [only] = inputs;
  const run = async (block: RowBlock): Promise<readonly OutputValues[]> => {
    const given = await session.run(feedsOf(block, inputs, schema, runtime.Tensor), RUN_OPTIONS);
    return outputs.map(({ name }) => outputOf(name, given[name], block.rows, file));
  };
  const batch = fixedBatch(session);
  const refusals = wholeNumberRefusals(inputs, schema);
  return {
    kind: 'onnxruntime',
    schema,
    takes: inputs.length === 1 && only?.type === 'float32' ? 'matrix' : 'cells',
    ...(refusals === undefined ? {} : { refusals }),
    run: batch === undefined ? run : inFixedBatches(run, batch),
    close: () => session.release(),
  };
}

async function createSession(runtime: typeof onnxruntime, graph: string | Uint8Array, source: string): Promise<InferenceSession> {
  try {
    return typeof graph === 'string'
      ? await runtime.InferenceSession.create(graph, SESSION_OPTIONS)
      : await runtime.InferenceSession.create(graph, SESSION_OPTIONS);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError(
      'model-unreadable',
      `onnxruntime cannot load the model: ${said}; export it again, or check that the file is whole`,
      { source },
      { cause },
    );
  }
}

/**
 * Read once, when onnxruntime is loaded: without it onnxruntime (1.30, on Linux and macOS) keeps a number of this device, leaves files in the
 * folder for temporary ones, and sends what it loads and runs to Microsoft (microsoft/onnxruntime, pull request 27379).
 */
const NO_TELEMETRY = 'ORT_DISABLE_TELEMETRY';

async function importRuntime(): Promise<typeof onnxruntime> {
  process.env[NO_TELEMETRY] ??= '1';
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
