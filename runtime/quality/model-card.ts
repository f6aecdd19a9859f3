import { evaluateFolder, type EvaluationOptions, type ModelCardResult } from '../../workloads/evaluation/evaluate.js';
import type { Host } from '../host.js';
import { startServerProcess } from '../platform/server-process.js';

export type { ModelCardResult, ProposedFault } from '../../workloads/evaluation/evaluate.js';

export type ModelCardOptions = Omit<EvaluationOptions, 'serve' | 'progress'> & { readonly host: Host };

/** Scores labelled rows and puts what they show into a model card: the code that a pipeline's evaluation runs. */
export async function modelCard({ host, ...options }: ModelCardOptions): Promise<ModelCardResult> {
  const { signal } = options;
  return evaluateFolder({
    ...options,
    serve: async (model) => startServerProcess({ model, port: 0, signal }),
    progress: (stage, text, done) => host.say({ level: 'progress', stage, text, ...(done === undefined ? {} : { done }) }),
  });
}
