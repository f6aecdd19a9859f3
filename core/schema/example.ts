import type { Feature, ModelSchema, Value } from './schema.js';

/** A row that a model takes, made up from its schema: for somebody to try, never to learn from. */
export function exampleRow({ features }: ModelSchema): Value[] {
  return features.map(exampleOf);
}

function exampleOf({ type, range, categories }: Feature): Value {
  if (type === 'boolean') return false;
  if (type === 'string') return categories?.[0] ?? 'text';
  return range?.[0] ?? 0;
}
