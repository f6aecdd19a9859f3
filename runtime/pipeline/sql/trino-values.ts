import { typeName, type SqlType } from '../../../core/sql/index.js';

/** A value as Trino's protocol writes it in JSON: doubles that are not finite, decimals, dates and times as texts; bytes in base64. */
export type TrinoValue = null | boolean | number | string | readonly TrinoValue[] | { readonly [key: string]: TrinoValue };

/** What DuckDB gave, as Trino would have written it. */
export function trinoValue(value: unknown, type: SqlType): TrinoValue {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'real':
      return realValue(Number(value));
    case 'double':
      return doubleValue(Number(value));
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return Number(value);
    case 'varbinary':
      return Buffer.from((value as { readonly bytes: Uint8Array }).bytes).toString('base64');
    case 'date':
      return textOf(value);
    case 'timestamp':
    case 'instant':
      return `${timeText((value as { readonly micros: bigint }).micros, type.digits)}${type.kind === 'instant' ? ' UTC' : ''}`;
    case 'span':
      return spanText(value as { readonly days: number; readonly micros: bigint });
    case 'array':
      return (value as { readonly items: readonly unknown[] }).items.map((item) => trinoValue(item, type.of));
    case 'map':
      return Object.fromEntries(
        (value as unknown as { readonly entries: readonly { readonly key: unknown; readonly value: unknown }[] }).entries.map(
          ({ key, value: held }) => [keyText(trinoValue(key, type.key)), trinoValue(held, type.value)],
        ),
      );
    case 'boolean':
      return value === true;
    case 'decimal':
    case 'varchar':
      return textOf(value);
    default:
      throw new TypeError(`no value of ${typeName(type)}`);
  }
}

/** Dates and decimals of DuckDB's client write themselves. */
const textOf = (value: unknown): string => (value as { toString(): string }).toString();
const keyText = (key: TrinoValue): string => (typeof key === 'string' ? key : JSON.stringify(key));

function doubleValue(value: number): TrinoValue {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value : value > 0 ? 'Infinity' : '-Infinity';
}

/** The shortest text that is read back as the same single-precision number. */
function realValue(value: number): TrinoValue {
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return doubleValue(value);
}

function timeText(micros: bigint, digits: number): string {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const [date = '', time = ''] = new Date(Number(millis)).toISOString().split('T');
  const fraction = (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n).toString().padStart(6, '0').slice(0, digits);
  return `${date} ${time.slice(0, 8)}${digits === 0 ? '' : `.${fraction}`}`;
}

function spanText({ days, micros }: { readonly days: number; readonly micros: bigint }): string {
  const total = BigInt(days) * 86_400_000n + micros / 1000n;
  const [sign, size] = total < 0n ? ['-', -total] : ['', total];
  const pad = (part: bigint, width: number): string => part.toString().padStart(width, '0');
  const [seconds, minutes, hours] = [(size / 1000n) % 60n, (size / 60_000n) % 60n, (size / 3_600_000n) % 24n];
  return `${sign}${size / 86_400_000n} ${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(size % 1000n, 3)}`;
}
