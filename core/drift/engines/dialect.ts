/** What engines spell differently. Everything else of the statement is one text for both. */
export interface Dialect {
  readonly name: string;
  /** Whether a double is neither NaN nor infinite. */
  readonly isFinite: (double: string) => string;
  readonly isNaN: (double: string) => string;
  readonly nan: string;
  readonly infinity: string;
  /** The top 20 bits of a double that is neither zero nor NaN, as a signed number. */
  readonly topBits: (double: string) => string;
  readonly matches: (text: string, pattern: string) => string;
  /** A text without the blanks around it. */
  readonly stripped: (text: string) => string;
  /** An aggregate's map, as a JSON object. */
  readonly mapAsJson: (map: string) => string;
  /** The first entries of an aggregate's map in the order of their keys, as a JSON array. */
  readonly firstEntriesAsJson: (map: string, most: number) => string;
  /** CRC-32 of a text's UTF-8 bytes, as a number; undefined where the engine has none. */
  readonly crc32?: (text: string) => string;
}

/** Athena's engine version 3, which is Trino. https://trino.io/docs/current/functions.html */
export const ATHENA: Dialect = {
  name: 'Athena',
  isFinite: (double) => `is_finite(${double})`,
  isNaN: (double) => `is_nan(${double})`,
  nan: 'nan()',
  infinity: 'infinity()',
  topBits: (double) => `bitwise_right_shift_arithmetic(from_big_endian_64(to_ieee754_64(${double})), 44)`,
  matches: (text, pattern) => `regexp_like(${text}, ${pattern})`,
  stripped: (text) => `regexp_replace(${text}, '^\\s+|\\s+$', '')`,
  mapAsJson: (map) => `json_format(CAST(${map} AS JSON))`,
  // Fields without names would be one in JSON.
  firstEntriesAsJson: (map, most) =>
    `json_format(CAST(CAST(slice(array_sort(map_entries(${map})), 1, ${most}) AS ARRAY(ROW(name VARCHAR, total BIGINT))) AS JSON))`,
  crc32: (text) => `crc32(to_utf8(${text}))`,
};

/** DuckDB, so that the same statement runs on a laptop. https://duckdb.org/docs/stable/sql/functions/overview */
export const DUCKDB: Dialect = {
  name: 'DuckDB',
  isFinite: (double) => `isfinite(${double})`,
  isNaN: (double) => `isnan(${double})`,
  nan: `CAST('nan' AS DOUBLE)`,
  infinity: `CAST('infinity' AS DOUBLE)`,
  topBits: (double) => `CAST(CAST(${double} AS BIT) AS BIGINT) >> 44`,
  matches: (text, pattern) => `regexp_matches(${text}, ${pattern})`,
  stripped: (text) => `regexp_replace(${text}, '^\\s+|\\s+$', '', 'g')`,
  mapAsJson: (map) => `CAST(to_json(${map}) AS VARCHAR)`,
  firstEntriesAsJson: (map, most) => `CAST(to_json(list_sort(map_entries(${map}))[1:${most}]) AS VARCHAR)`,
};
