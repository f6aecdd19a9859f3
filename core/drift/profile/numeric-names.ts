import type { ProfilePlan } from './profile.js';

/** Columns that a plan counts as numbers, or does not count at all: nobody asks for the text that a number of theirs was. */
export function numericNames({ inputs, outputs, features, predictions, segments }: ProfilePlan): ReadonlySet<string> {
  const columns = [...features, ...predictions];
  const named = new Set([
    ...columns.filter(({ kind }) => kind === 'categorical').map(({ name }) => name),
    ...segments.map(({ feature }) => feature).filter((feature) => columns.find(({ name }) => name === feature)?.kind !== 'numeric'),
  ]);
  return new Set([...inputs, ...outputs].filter((name) => !named.has(name)));
}
