import { Stage, type Stack } from 'aws-cdk-lib';
import type { StandInEntry } from '../core/service/entry.js';
import { readPlan, type Plan } from '../runtime/index.js';

/**
 * Synthesizes the app of a stack and returns what the rehearsal would run: its endpoints, variants, alarms, and what was refused.
 *
 * @param stack any stack of the app; only what belongs to its assembly is returned
 * @param standIns what answers for endpoints, by construct path
 */
export function planOf(stack: Stack, standIns?: Readonly<Record<string, StandInEntry>>): Plan {
  const stage = Stage.of(stack);
  const assembly = (stage ?? (stack.node.root as Stage)).synth();
  return readPlan(assembly.directory, standIns);
}
