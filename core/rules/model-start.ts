import { needProblems } from './needs.js';
import type { Rule } from './rule.js';

export const modelStart: Rule = {
  id: 'model-start',
  severity: 'error',
  when: 'a model takes longer to load, as measured, than its container may take to be healthy',
  remedy: 'give ContainerStartupHealthCheckTimeoutInSeconds more, or a model that loads faster',
  source: 'SageMaker Developer Guide, your-algorithms-inference-code, serverless-endpoints-invoke',
  check: (template) =>
    needProblems(template, 'start', 'give ContainerStartupHealthCheckTimeoutInSeconds more, or a model that loads faster'),
};
