import type { ReadStack } from '../../assembly/stacks.js';

/** The region of a stack, as it is asked for or declared; undefined where only the environment says it. */
export function regionOf({ artifact }: ReadStack, given: string | undefined): string | undefined {
  const declared = artifact.environment.split('/').at(-1);
  return given ?? (declared === 'unknown-region' ? undefined : declared);
}
