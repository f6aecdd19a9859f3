import type { RawCell } from '../../core/drift/table/batch.js';
import { numberIn } from '../../core/drift/table/cells.js';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Seconds since 1970 have ten digits until 2286, milliseconds thirteen. */
const LEAST_MILLIS = 1e11;

/** A time in a cell, in milliseconds since 1970: a date, an ISO text (without a zone it is UTC), or a number of seconds or milliseconds; or undefined. */
export function timeIn(cell: RawCell): number | undefined {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.getTime();
  const [, day, clock = '00:00', seconds = ':00', zone = 'Z'] = (typeof cell === 'string' ? ISO.exec(cell.trim()) : null) ?? [];
  if (day !== undefined) {
    const millis = Date.parse(`${day}T${clock}${seconds}${zone}`);
    return Number.isNaN(millis) ? undefined : millis;
  }
  const number = numberIn(cell);
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return undefined;
  return number < LEAST_MILLIS ? number * 1000 : number;
}
