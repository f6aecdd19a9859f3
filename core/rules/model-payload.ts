import { needProblems } from './needs.js';
import type { Rule } from './rule.js';

export const modelPayload: Rule = {
  id: 'model-payload',
  severity: 'error',
  when: 'a usual body of a model, as measured, is larger than the hosting mode takes',
  remedy: 'host it asynchronously or in batch, or send less',
  source: 'SageMaker Developer Guide, deploy-model-options, serverless-endpoints-invoke',
  check: (template) => needProblems(template, 'payload', 'host it asynchronously or in batch, or send less'),
};
