import { SlipwayError } from '../../core/errors/index.js';
import type { ModelSchema } from '../../core/schema/schema.js';

/** Refuses a model whose features or outputs are not those that the program was written for. */
export function refuseOtherSchema(wanted: ModelSchema, given: ModelSchema, source: string): void {
  const problems = [...differences('features', wanted.features, given.features), ...differences('outputs', wanted.outputs, given.outputs)];
  if (problems.length === 0) return;
  throw new SlipwayError(
    'schema-mismatch',
    `the schema that the program gives is not that of the model: ${problems.join('; ')}; load the model that the program was written for, or give it the schema of this one`,
    { source },
  );
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly size?: number;
  readonly optional?: boolean;
}

/** What a program may rely on: names, their order, types, how many values, and what may be missing. */
function differences(what: string, wanted: readonly Column[], given: readonly Column[]): string[] {
  const texts = [wanted, given].map((columns) => columns.map(textOf));
  const [ours = [], theirs = []] = texts;
  if (ours.length !== theirs.length) return [`it has ${theirs.length} ${what}, the program names ${ours.length}`];
  const at = ours.findIndex((text, index) => text !== theirs[index]);
  return at < 0 ? [] : [`${what.slice(0, -1)} ${at + 1} is ${theirs[at]}, the program has ${ours[at]}`];
}

function textOf({ name, type, size = 1, optional = false }: Column): string {
  return `'${name}' (${size === 1 ? '' : `${size} x `}${type}${optional ? ', may be missing' : ''})`;
}
