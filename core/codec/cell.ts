import type { Feature } from '../schema/schema.js';
import type { Cell } from './problem.js';

/** A number as JSON and CSV writers print it: no hexadecimal, no underscores, no infinity. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const LONGEST_SHOWN = 40;

export type CellResult = { readonly ok: true; readonly value: Cell } | { readonly ok: false; readonly message: string };

/** A cell of a CSV row, which is always a text. An empty one is a missing value. */
export function cellFromText(text: string, feature: Feature): CellResult {
  if (text === '' && feature.type !== 'string') return missing(feature);
  switch (feature.type) {
    case 'string':
      return { ok: true, value: text };
    case 'boolean':
      return text === 'true' || text === 'false' ? { ok: true, value: text === 'true' } : wrong(text, feature, 'true or false');
    default:
      return isNumberText(text) ? checkNumber(Number(text), text, feature) : wrong(text, feature, 'a number');
  }
}

/** Whether a cell of CSV is read as a number; white space around it does not matter. */
export function isNumberText(text: string): boolean {
  return NUMBER.test(text.trim());
}

/** A value of a JSON record. */
export function cellFromJson(value: unknown, feature: Feature): CellResult {
  if (value === null || value === undefined) return missing(feature);
  switch (feature.type) {
    case 'string':
      // A category that is not listed is let through: the world has new ones, and the monitor counts them.
      return typeof value === 'string' ? { ok: true, value } : wrong(value, feature, 'a text');
    case 'boolean':
      return typeof value === 'boolean' ? { ok: true, value } : wrong(value, feature, 'true or false');
    default:
      return typeof value === 'number' ? checkNumber(value, value, feature) : wrong(value, feature, 'a number');
  }
}

function missing({ optional = false }: Feature): CellResult {
  return optional
    ? { ok: true, value: null }
    : { ok: false, message: 'the value is missing; give one, or declare the feature optional in schema.json' };
}

function checkNumber(value: number, given: unknown, feature: Feature): CellResult {
  if (!Number.isFinite(value)) return wrong(given, feature, 'a finite number');
  if (feature.type === 'integer' && !Number.isInteger(value)) return wrong(given, feature, 'a whole number');
  return { ok: true, value };
}

function wrong(given: unknown, { sensitive = false }: Feature, accepted: string): CellResult {
  const text = JSON.stringify(given) ?? String(given);
  const shown = sensitive ? 'a value that is not shown' : text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return { ok: false, message: `${shown} was given; give ${accepted}` };
}
