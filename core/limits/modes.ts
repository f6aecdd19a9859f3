import type { Mode } from '../hosting/mode.js';

/** What a hosting mode takes of a request and of a model, whatever it runs on. */
export interface ModeLimits {
  /** Largest body. */
  readonly payloadBytes: number;
  /** Longest answer. */
  readonly answerMillis: number;
  /** From the start of a container until it is healthy, unless a variant says otherwise. */
  readonly startMillis?: number;
  /** What a variant can raise that to, and what it can give the download. */
  readonly longestStartMillis?: number;
  /** Where the volume is what it is. */
  readonly diskGiB?: number;
  readonly source: string;
}

const MIB = 2 ** 20;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The limits of each mode; an embedded model has those of the application around it. */
export const MODE_LIMITS: Readonly<Record<Mode, ModeLimits>> = {
  'real-time': {
    payloadBytes: 25 * MIB,
    answerMillis: MINUTE,
    startMillis: 8 * MINUTE,
    longestStartMillis: HOUR,
    source: 'SageMaker Developer Guide, deploy-model-options, your-algorithms-inference-code; botocore 1.43.107, ProductionVariant',
  },
  serverless: {
    payloadBytes: 4 * MIB,
    answerMillis: MINUTE,
    startMillis: 3 * MINUTE,
    diskGiB: 5,
    source: 'SageMaker Developer Guide, serverless-endpoints, serverless-endpoints-invoke',
  },
  async: {
    payloadBytes: 1024 * MIB,
    answerMillis: HOUR,
    startMillis: 8 * MINUTE,
    longestStartMillis: HOUR,
    source: 'SageMaker Developer Guide, async-inference; botocore 1.43.107, ProductionVariant',
  },
  batch: {
    payloadBytes: 100 * MIB,
    answerMillis: HOUR,
    diskGiB: 30,
    source: 'botocore 1.43.107, CreateTransformJobRequest, ModelClientConfig; SageMaker Developer Guide, batch-transform-storage',
  },
  embedded: {
    payloadBytes: Number.POSITIVE_INFINITY,
    answerMillis: Number.POSITIVE_INFINITY,
    source: 'the application around it',
  },
};
