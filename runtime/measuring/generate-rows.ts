import type { Feature, ModelSchema, Value } from '../../core/schema/schema.js';
import type { Random } from '../random.js';

/** Where a feature has no range: nobody said more. */
const DEFAULT_RANGE = [0, 1] as const;
const TEXT = 'a';

/** Rows that the schema admits, evenly over each range and each category; the same for the same dice. */
export function generateRows({ features }: ModelSchema, count: number, random: Random): Record<string, Value>[] {
  return Array.from({ length: count }, () => Object.fromEntries(features.map((feature) => [feature.name, valueOf(feature, random)])));
}

function valueOf({ type, range = DEFAULT_RANGE, categories }: Feature, random: Random): Value {
  if (categories !== undefined && categories.length > 0) {
    const picked = categories[Math.floor(random() * categories.length)] ?? null;
    return type === 'number' || type === 'integer' ? Number(picked) : picked;
  }
  const [least, greatest] = range;
  switch (type) {
    case 'number':
      return least + (greatest - least) * random();
    case 'integer':
      return Math.floor(least + (greatest - least + 1) * random());
    case 'boolean':
      return random() < 0.5;
    default:
      return TEXT;
  }
}
