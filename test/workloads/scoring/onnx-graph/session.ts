import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelSchema } from '../../../../core/schema/schema';
import type { Engine, OutputValues } from '../../../../workloads/scoring/engine';

/** onnxruntime itself on a graph of one input of 32-bit floats, one thread, as an engine. */
export async function openSession(bytes: Uint8Array): Promise<Engine> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 });
  const [input = ''] = session.inputNames;
  const schema: ModelSchema = { version: 1, features: [], outputs: session.outputNames.map((name) => ({ name, type: 'number' })) };
  return {
    kind: 'onnxruntime',
    schema,
    takes: 'matrix',
    run: async (block) => {
      if (block.kind !== 'matrix') throw new TypeError('this takes a matrix');
      const outputs = await session.run({ [input]: new Tensor('float32', block.values, [block.rows, block.values.length / block.rows]) });
      return session.outputNames.map((name) => {
        const values = outputs[name]?.data as OutputValues['values'];
        return { name, size: values.length / block.rows, values };
      });
    },
    close: () => session.release(),
  };
}
