import type { ErrorEntry } from '../entry.js';

/** Thrown by constructs at synthesis. */
export const CONSTRUCT_ERRORS = {
  'model-folder': { blame: 'you', when: 'a model folder is missing or incomplete', remedy: 'give a folder that holds model.onnx, or a bare .onnx file' },
} as const satisfies Record<string, ErrorEntry>;
