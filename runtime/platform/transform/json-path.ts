import type { AssumptionLog } from './assumptions.js';

/** Longest filter (API reference, DataProcessing). */
const LONGEST = 63;

type Selector =
  | { readonly kind: 'name'; readonly names: readonly string[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'index'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number }
  /** Indices, and ranges among them. */
  | { readonly kind: 'mixed'; readonly parts: readonly Selector[] };

/** A filter of DataProcessing: the part of JSONPath that batch transform has. */
export interface JsonPath {
  readonly text: string;
  readonly selectors: readonly Selector[];
}

export type ParsedPath = { readonly ok: true; readonly path: JsonPath } | { readonly ok: false; readonly message: string };

const ENTIRE: JsonPath = { text: '$', selectors: [] };
const SEGMENT = /\.(?<bare>[^.[\]*'",:()?@\s]+)|\.?(?<all>\*)|\.?\[(?<inside>(?:'[^']*'|[^\]'])*)\]/y;
const INTEGER = /^-?\d+$/;
const RANGE = /^(-?\d+)?:(-?\d+)?$/;
const NAMES = /^'[^']*'(?:\s*,\s*'[^']*')*$/;

/** Parses a filter; what the service refuses is refused with what it says, as far as that is known. */
export function parseJsonPath(text: string | undefined, log: AssumptionLog): ParsedPath {
  if (text === undefined || text === '$') return { ok: true, path: ENTIRE };
  if (text.length > LONGEST) return refused(text, `it has ${text.length} characters; at most ${LONGEST} are accepted`);
  if (!text.startsWith('$')) return refused(text, 'it does not begin with $');
  if (text.includes('_') && log.take('underscores') === 'refused')
    return refused(
      text,
      'Unexpected "_" in JsonPath; CreateTransformJob refuses names with an underscore: give columns and features names without one, or rows in CSV and their places, $[1:]',
    );
  const selectors: Selector[] = [];
  for (let at = 1; at < text.length;) {
    SEGMENT.lastIndex = at;
    const match = SEGMENT.exec(text);
    if (match === null)
      return refused(
        text,
        `'${text.slice(at)}' is none of .name, .*, ['a','b'], [1], [1,3], [1:4]; filters, '..' and functions are not accepted`,
      );
    const { bare, all, inside } = match.groups as { bare?: string; all?: string; inside?: string };
    const selector =
      bare !== undefined
        ? { kind: 'name' as const, names: [bare] }
        : all !== undefined
          ? { kind: 'all' as const }
          : subscript(inside ?? '', log);
    if (typeof selector === 'string') return refused(text, selector);
    if (text[at] === '.' && inside !== undefined) return refused(text, 'a list of names cannot stand after a point');
    selectors.push(selector);
    at = SEGMENT.lastIndex;
  }
  return { ok: true, path: { text, selectors } };
}

function subscript(inside: string, log: AssumptionLog): Selector | string {
  const text = inside.trim();
  if (text === '*') return { kind: 'all' };
  if (NAMES.test(text)) return { kind: 'name', names: [...text.matchAll(/'([^']*)'/g)].map(([, name = '']) => name) };
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => INTEGER.test(part))) return { kind: 'index', indices: parts.map(Number) };
  if (!parts.every((part) => INTEGER.test(part) || RANGE.test(part)) || text === ':')
    return `'[${inside}]' is none of ['a','b'], [1], [1,3], [1:4], [1:], [:4]`;
  if (parts.length > 1 && log.take('mixedSubscripts') === 'refused') return 'only single range filters of format (eg: [1:5]) are supported';
  const ranges = parts.map((part): Selector => (INTEGER.test(part) ? { kind: 'index', indices: [Number(part)] } : rangeOf(part)));
  return ranges.length === 1 ? ranges[0] : { kind: 'mixed', parts: ranges };
}

function rangeOf(part: string): Selector {
  const [, from, to] = RANGE.exec(part) ?? [];
  return { kind: 'slice', ...(from === undefined ? {} : { from: Number(from) }), ...(to === undefined ? {} : { to: Number(to) }) };
}

function refused(text: string, why: string): ParsedPath {
  return { ok: false, message: `Invalid JsonPath: ${text}: ${why}` };
}

/** What a filter finds, or why it finds nothing. A list of names gives a record of them, a list of indices and a range a list. */
export type Selected = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

export function select(value: unknown, { selectors, text }: JsonPath, log: AssumptionLog): Selected {
  let found: Selected = { ok: true, value };
  // After a selector that gives several values the next ones are asked of each.
  let isMany = false;
  for (const selector of selectors) {
    if (!found.ok) return found;
    if (isMany) {
      const each: Selected[] = (found.value as unknown[]).map((one) => step(one, selector, log));
      const failed = each.find(({ ok }) => !ok);
      if (failed !== undefined) return within(failed, text);
      found = { ok: true, value: each.map((one) => (one.ok ? one.value : undefined)) };
    } else {
      found = within(step(found.value, selector, log), text);
      isMany = selector.kind === 'all';
    }
  }
  return found;
}

function within(found: Selected, text: string): Selected {
  return found.ok ? found : { ok: false, message: `${text}: ${found.message}` };
}

function step(value: unknown, selector: Selector, log: AssumptionLog): Selected {
  switch (selector.kind) {
    case 'all':
      if (Array.isArray(value)) return { ok: true, value };
      return isRecord(value) ? { ok: true, value: Object.values(value) } : nothing('* stands where there is neither a record nor a list');
    case 'name':
      return named(value, selector.names);
    case 'index':
      return indexed(value, selector.indices);
    case 'slice':
      return sliced(value, selector, log);
    default: {
      const parts = selector.parts.map((part) => step(value, part, log));
      const failed = parts.find(({ ok }) => !ok);
      return failed ?? { ok: true, value: parts.flatMap((part) => (part.ok ? [part.value].flat() : [])) };
    }
  }
}

function named(value: unknown, names: readonly string[]): Selected {
  if (!isRecord(value)) return nothing(`there is no record that could have '${names.join("', '")}'`);
  const missing = names.filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) return nothing(`the record has no '${missing.join("', '")}'`);
  const [only = ''] = names;
  return { ok: true, value: names.length === 1 ? value[only] : Object.fromEntries(names.map((name) => [name, value[name]])) };
}

function indexed(value: unknown, indices: readonly number[]): Selected {
  if (!Array.isArray(value)) return nothing('there is no list that could have places');
  const places = indices.map((index) => (index < 0 ? value.length + index : index));
  const outside = indices.filter((_, at) => (places[at] ?? 0) < 0 || (places[at] ?? 0) >= value.length);
  if (outside.length > 0) return nothing(`index ${outside.join(', ')} is outside the ${value.length} columns`);
  const values = places.map((place): unknown => value[place]);
  return { ok: true, value: values.length === 1 ? values[0] : values };
}

/** An index outside is an error in a range too. */
function sliced(value: unknown, { from, to }: { readonly from?: number; readonly to?: number }, log: AssumptionLog): Selected {
  if (!Array.isArray(value)) return nothing('there is no list that could have places');
  const place = (index: number): number => (index < 0 ? value.length + index : index);
  const first = from === undefined ? 0 : place(from);
  const last = to === undefined ? value.length : place(to) + (log.take('sliceEnd') === 'inclusive' ? 1 : 0);
  if (first < 0 || first > value.length || last < 0 || last > value.length)
    return nothing(`range ${from ?? ''}:${to ?? ''} reaches outside the ${value.length} columns`);
  return { ok: true, value: value.slice(first, Math.max(first, last)) as unknown };
}

function nothing(message: string): Selected {
  return { ok: false, message };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
