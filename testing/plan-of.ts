import { Stage, type Stack } from 'aws-cdk-lib';
import { readPlan, type Plan } from '../runtime/index.js';

/**
 * Synthesizes the app of a stack and returns what the rehearsal would run: its endpoints, variants, alarms, and what was refused.
 *
 * @param stack any stack of the app; only what belongs to its assembly is returned
 */
export function planOf(stack: Stack): Plan {
  const stage = Stage.of(stack);
  const assembly = (stage ?? (stack.node.root as Stage)).synth();
  return readPlan(assembly.directory);
}
