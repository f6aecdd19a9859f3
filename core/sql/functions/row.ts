/**
 * One function that runs on the laptop as it runs in Athena, for one list of types.
 *
 * Types are written as Trino writes them; `I` stands for any integer type, `D` for a decimal, `T`, `U`, `K`, `V` for any type, the same
 * wherever the letter stands; `(T)->U` is a lambda; a last type that ends in `...` may be repeated.
 */
export interface FunctionRow {
  readonly name: string;
  readonly takes: readonly string[];
  readonly gives: string;
  /**
   * DuckDB's spelling. `{0}` is the first argument; `{*}` all of them, with commas. In an aggregate each call that DISTINCT, ORDER BY, FILTER
   * and OVER belong to is written `[name|arguments]`.
   */
  readonly duck: string;
  /** A statement whose answer a real Trino gave, and which this row answers alike: the tests run it. */
  readonly proof: string;
  readonly kind: 'scalar' | 'aggregate' | 'window';
}

/** `takes -> gives`, types with commas. */
export function scalar(name: string, signature: string, duck: string, proof: string): FunctionRow {
  return row('scalar', name, signature, duck, proof);
}

export function aggregate(name: string, signature: string, duck: string, proof: string): FunctionRow {
  return row('aggregate', name, signature, duck, proof);
}

export function overWindow(name: string, signature: string, duck: string, proof: string): FunctionRow {
  return row('window', name, signature, duck, proof);
}

function row(kind: FunctionRow['kind'], name: string, signature: string, duck: string, proof: string): FunctionRow {
  const [takes = '', gives = ''] = signature.split(' => ');
  return { kind, name, takes: splitTypes(takes), gives, duck, proof: `SELECT ${proof}` };
}

/** Commas inside brackets belong to a type. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  return part.trim() === '' ? parts : [...parts, part.trim()];
}
