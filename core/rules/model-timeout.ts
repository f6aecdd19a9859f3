import { needProblems } from './needs.js';
import type { Rule } from './rule.js';

export const modelTimeout: Rule = {
  id: 'model-timeout',
  severity: 'error',
  when: 'an answer of a model takes longer, as measured, than the hosting mode waits for one',
  remedy: 'host it asynchronously or in batch, or take a faster model',
  source: 'SageMaker Developer Guide, deploy-model-options',
  check: (template) => needProblems(template, 'timeout', 'host it asynchronously or in batch, or take a faster model'),
};
