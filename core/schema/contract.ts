import type { ModelSchema } from './schema.js';

/** What callers of one schema would run into with another: names that are missing, kinds that differ. */
export function contractBreaks(current: ModelSchema, candidate: ModelSchema): string[] {
  const given = new Map(current.features.map((feature) => [feature.name, feature]));
  const taken = new Set(candidate.features.map(({ name }) => name));
  const answered = new Map(candidate.outputs.map((output) => [output.name, output]));
  return [
    ...candidate.features
      .filter(({ name, optional = false }) => !given.has(name) && !optional)
      .map(({ name }) => `it asks for feature '${name}', which callers do not send`),
    ...current.features.filter(({ name }) => !taken.has(name)).map(({ name }) => `it does not know feature '${name}', which callers send`),
    ...candidate.features.flatMap(({ name, type }) => {
      const before = given.get(name);
      return before === undefined || before.type === type ? [] : [`feature '${name}' is ${type}, and callers send ${before.type}`];
    }),
    ...current.outputs.flatMap(({ name, type, size = 1 }) => {
      const now = answered.get(name);
      if (now === undefined) return [`it does not answer '${name}', which callers read`];
      return now.type === type && (now.size ?? 1) === size
        ? []
        : [`output '${name}' is ${shape(now)}, and callers read ${shape({ type, size })}`];
    }),
  ];
}

function shape({ type, size = 1 }: { readonly type: string; readonly size?: number }): string {
  return size === 1 ? type : `${size} of ${type}`;
}
