import type { Matcher } from '../plan.js';
import { record, texts } from './values.js';

/** Values and prefixes of an event pattern; other filters of EventBridge are taken as not matching. Undefined where nothing is asked for. */
export function matchersOf(list: unknown): readonly Matcher[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const prefixes = list.flatMap((item: unknown) => {
    const prefix = record(item)?.['prefix'];
    return typeof prefix === 'string' ? [{ prefix }] : [];
  });
  return [...texts(list).map((equals) => ({ equals })), ...prefixes];
}

/** Whether matchers let a value through; where nothing is asked for all pass. */
export function letsThrough(matchers: readonly Matcher[] | undefined, value: string): boolean {
  return (
    matchers === undefined || matchers.some(({ equals, prefix }) => equals === value || (prefix !== undefined && value.startsWith(prefix)))
  );
}
