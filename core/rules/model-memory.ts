import { needProblems } from './needs.js';
import type { Rule } from './rule.js';

export const modelMemory: Rule = {
  id: 'model-memory',
  severity: 'error',
  when: 'a model is larger than the memory of what it is to run on, or its measured peak × 1.3 is',
  remedy: 'take a larger instance type, or a smaller model',
  source: 'kubernetes/autoscaler, ec2_instance_types.go (memory of the same-named EC2 types)',
  check: (template) => needProblems(template, 'memory', 'take a larger type, or a smaller model'),
};
