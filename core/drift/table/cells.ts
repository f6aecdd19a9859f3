import type { RawCell } from './batch.js';

/** A number as CSV and JSON writers print it. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** How writers say that a number is missing (pandas' `na_values`, less what may be a name); an empty cell is missing in any column. */
export const MISSING_TEXTS: readonly string[] = ['', 'NA', 'N/A', '#N/A', 'NULL', 'null', 'None', '\\N'];
const MISSING = new Set(MISSING_TEXTS);
const NOT_FINITE: ReadonlyMap<string, number> = new Map(
  ['', '+', '-'].flatMap((sign): [string, number][] => {
    const infinity = sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return [
      [`${sign}nan`, Number.NaN],
      [`${sign}inf`, infinity],
      [`${sign}infinity`, infinity],
    ];
  }),
);

/** What a cell is to a numeric column. */
export const MISSING_CELL = Symbol('missing');
export const WRONG_TYPE = Symbol('wrong type');

/** The number in a cell, which may be NaN or infinite; or why there is none. */
export function numberIn(cell: RawCell): number | typeof MISSING_CELL | typeof WRONG_TYPE {
  switch (typeof cell) {
    case 'number':
      return cell;
    case 'bigint':
      return Number(cell);
    case 'string':
      return numberInText(cell.trim());
    case 'undefined':
      return MISSING_CELL;
    default:
      return cell === null ? MISSING_CELL : WRONG_TYPE;
  }
}

function numberInText(text: string): number | typeof MISSING_CELL | typeof WRONG_TYPE {
  if (NUMBER.test(text)) return Number(text);
  if (MISSING.has(text)) return MISSING_CELL;
  return NOT_FINITE.get(text.toLowerCase()) ?? WRONG_TYPE;
}

/** The name in a cell of a categorical column; or why there is none. */
export function nameIn(cell: RawCell): string | typeof MISSING_CELL | typeof WRONG_TYPE {
  switch (typeof cell) {
    case 'string':
      return cell === '' ? MISSING_CELL : cell;
    case 'number':
      return Number.isNaN(cell) ? MISSING_CELL : String(cell);
    case 'bigint':
    case 'boolean':
      return String(cell);
    case 'undefined':
      return MISSING_CELL;
    default:
      return cell === null ? MISSING_CELL : WRONG_TYPE;
  }
}
