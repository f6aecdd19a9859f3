import type { ErrorEntry } from '../entry.js';

/** Thrown by constructs at synthesis. */
export const CONSTRUCT_ERRORS = {
  'model-folder': {
    blame: 'you',
    when: 'a model folder is missing or incomplete',
    remedy: 'give a folder that holds model.onnx, or a bare .onnx file',
  },
  'instance-type': {
    blame: 'you',
    when: 'an instance type is not spelled as SageMaker does',
    remedy: 'write ml.<family>.<size>, for example ml.m5.large',
  },
  'environment-incomplete': {
    blame: 'you',
    when: 'an environment lacks an account or a region, or contradicts itself',
    remedy: 'complete it as the message says',
  },
  'environment-unknown': {
    blame: 'you',
    when: '-c env= names an environment that is not declared',
    remedy: 'give one of the names that the message lists, or leave it out for all',
  },
} as const satisfies Record<string, ErrorEntry>;
