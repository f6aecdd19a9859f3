/** A value of JSON: what goes into a state, out of it, and into a variable. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Step Functions' word for the type of a value, as its error texts use it. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
