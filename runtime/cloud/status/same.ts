import { Unknown } from '../../assembly/unknown.js';
import { record, text } from '../../assembly/values.js';

/** Properties by which entries of a list are told apart, in CloudFormation's lists as in the answers of AWS. */
const KEYS = ['Id', 'Name', 'Key'];

/**
 * Paths of declared properties that an account holds otherwise. What the account has beyond them are defaults, and what only an account knows
 * is stepped over.
 */
export function differing(declared: unknown, held: unknown, path = ''): string[] {
  if (declared === undefined || declared === null || declared instanceof Unknown) return [];
  if (Array.isArray(declared)) return differingLists(declared, Array.isArray(held) ? held : [], path);
  const fields = record(declared);
  if (fields === undefined) return isSame(declared, held) ? [] : [path];
  const others = record(held) ?? {};
  return Object.entries(fields).flatMap(([name, value]) => differing(value, others[name], path === '' ? name : `${path}.${name}`));
}

function differingLists(declared: readonly unknown[], held: readonly unknown[], path: string): string[] {
  const key = KEYS.find((name) => declared.length > 0 && declared.every((item) => text(record(item)?.[name]) !== undefined));
  if (key !== undefined) {
    const byKey = (item: unknown): unknown => held.find((other) => record(other)?.[key] === record(item)?.[key]);
    const more = declared.length === held.length ? [] : [path];
    return [...more, ...declared.flatMap((item) => differing(item, byKey(item), `${path}.${String(record(item)?.[key])}`))];
  }
  if (declared.some((item) => item instanceof Unknown)) return [];
  if (declared.every((item) => record(item) === undefined)) {
    const [ours, theirs] = [declared, held].map((list) => list.map(String).toSorted());
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [path];
  }
  return declared.length === held.length ? declared.flatMap((item, index) => differing(item, held[index], `${path}.${index}`)) : [path];
}

/** Templates may spell numbers and booleans as texts, and the ids that SageMaker gives lose their capitals. */
function isSame(declared: unknown, held: unknown): boolean {
  if (declared === held || String(declared) === String(held)) return true;
  if (typeof held === 'number') return Number(declared) === held;
  return typeof declared === 'string' && typeof held === 'string' && declared.toLowerCase() === held.toLowerCase();
}
