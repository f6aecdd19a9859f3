import { Token } from 'aws-cdk-lib';
import type { ScheduledCapacity } from './scheduled-capacity.js';

/** Everything that is wrong with one action, beside the bounds that hold without it. */
export function problemsOfSchedule(
  { schedule, min, max }: ScheduledCapacity,
  usual: { readonly min: number; readonly max: number },
): string[] {
  const at = `the scheduled action at ${schedule.expressionString}`;
  const given = [min, max].filter((value) => value !== undefined);
  if (given.length === 0) return [`${at} changes nothing; give min, max or both`];
  if ([...given, usual.min, usual.max].some((value) => Token.isUnresolved(value))) return [];
  const wrong = given.filter((value) => !(Number.isInteger(value) && value >= 1));
  if (wrong.length > 0) return [`${at} asks for ${wrong.join(' and ')} instances; give whole numbers from 1`];
  if (min !== undefined && max !== undefined && min > max)
    return [`${at} has a minimum of ${min} above its maximum of ${max}; give a minimum no greater`];
  return [];
}

/** The least number of instances that any of the actions lets a fleet go down to. */
export function leastOf(min: number, actions: readonly Pick<ScheduledCapacity, 'min' | 'max'>[]): number {
  const others = actions.flatMap((action) => [action.min, action.max]).filter((value) => value !== undefined);
  return Token.isUnresolved(min) || others.some((value) => Token.isUnresolved(value)) ? min : Math.min(min, ...others);
}
