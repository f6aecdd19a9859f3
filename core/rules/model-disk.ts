import { needProblems } from './needs.js';
import type { Rule } from './rule.js';

export const modelDisk: Rule = {
  id: 'model-disk',
  severity: 'error',
  when: 'a model, with its archive beside it while it is unpacked, is larger than the volume',
  remedy: 'give a larger VolumeSizeInGB, or a smaller model',
  source: 'SageMaker Developer Guide, serverless-endpoints; botocore 1.43.107, ProductionVariant',
  check: (template) => needProblems(template, 'disk', 'give a larger VolumeSizeInGB, or a smaller model'),
};
