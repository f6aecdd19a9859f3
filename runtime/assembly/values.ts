import { Unknown } from './unknown.js';

/** Readers of evaluated properties, which may be unknown, or spelled as texts. */
export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown)
    ? (value as Record<string, unknown>)
    : undefined;
}

export function records(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(record).filter((item) => item !== undefined) : [];
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : undefined;
}

/** The name of a resource that is given by name or by ARN; what is unknown is read as its own name is. */
export function nameIn(value: unknown): string | undefined {
  return text(value instanceof Unknown ? value.reading : value)
    ?.split('/')
    .at(-1);
}

/** A value as it stands in a text. Unlike String() it takes an object that has a `toString` of its own, and no value leaves no trace. */
export function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(',');
  if (typeof value === 'symbol') return '';
  return typeof value === 'object' && value !== null && !(value instanceof Unknown) ? JSON.stringify(value) : String(value);
}
