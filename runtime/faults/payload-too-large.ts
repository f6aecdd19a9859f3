import type { Fault } from './fault.js';

/** As SageMaker counts them: 25 MB are 26,214,400 bytes. */
const MEGABYTE = 1024 * 1024;

/** Callers send large bodies: some are refused before they reach the model, all take long on the way. */
export const payloadTooLarge: Fault = {
  number: 13,
  name: 'payload-too-large',
  trouble: 'too large to run',
  what: 'bodies are larger than SageMaker takes: it refuses them, and no metric of the endpoint says so',
  modes: ['real-time', 'serverless'],
  moves: ['time in transport', 'requests'],
  strength: {
    fixed: 25.1,
    source: 'catalogue of faults: 4.1, 6.1, 25.1 MB; SageMaker Developer Guide, deploy-model-options: up to 25 MB',
    range: [0.1, 26],
    steps: 'ratio',
    text: (megabytes) => `bodies of ${Number(megabytes.toPrecision(3))} MB`,
  },
  lasts: 'until told',
  visibleTo: 'caller',
  strike: (megabytes) => ({ bodyBytes: Math.round(megabytes * MEGABYTE) }),
};
