/**
 * DuckDB macros with Trino's meaning, made once in a session. Nothing of DuckDB's own is shadowed: compiled statements call these by name.
 */
export const PRELUDE: readonly string[] = [
  ...macros({
    'trino_quotient(a, b)': "CASE WHEN b = 0 THEN error('DIVISION_BY_ZERO') ELSE a // b END",
    'trino_remainder(a, b)': "CASE WHEN b = 0 THEN error('DIVISION_BY_ZERO') ELSE a % b END",
    'trino_mod(a, b)': "CASE WHEN b = 0 THEN error('GENERIC_INTERNAL_ERROR: mod by zero') ELSE a % b END",
    'trino_remainder_double(a, b)': "CASE WHEN b = 0 AND a IS NOT NULL THEN CAST('NaN' AS DOUBLE) ELSE a % b END",
    // A decimal is worked with as the whole number of its last digits.
    'trino_unscaled(x)': "CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT)",
    'trino_scaled(n, digits)':
      "CASE WHEN digits = 0 THEN CAST(n AS VARCHAR) ELSE CASE WHEN n < 0 THEN '-' ELSE '' END || left(lpad(CAST(abs(n) AS VARCHAR), CAST(greatest(digits + 1, length(CAST(abs(n) AS VARCHAR))) AS INTEGER), '0'), -digits) || '.' || right(lpad(CAST(abs(n) AS VARCHAR), CAST(greatest(digits + 1, length(CAST(abs(n) AS VARCHAR))) AS INTEGER), '0'), digits) END",
    'trino_half_up(n, d)': 'CASE WHEN (n < 0) = (d < 0) THEN 1 ELSE -1 END * ((2 * abs(n) + abs(d)) // (2 * abs(d)))',
    'trino_decimal_quotient(a, b, more, digits)':
      "CASE WHEN b = 0 THEN error('DIVISION_BY_ZERO') ELSE trino_scaled(trino_half_up(trino_unscaled(a) * more, trino_unscaled(b)), digits) END",
    'trino_average(total, n, digits)':
      'CASE WHEN n = 0 THEN NULL ELSE trino_scaled(trino_half_up(trino_unscaled(total), CAST(n AS HUGEINT)), digits) END',
    'trino_decimal_text(x)': "regexp_replace(CAST(x AS VARCHAR), '^(-?)\\.', '\\10.')",
    'trino_number(x)': 'CASE WHEN isnan(x) THEN NULL ELSE x END',
    'trino_sign(x)': 'CASE WHEN isnan(x) THEN x ELSE CAST(sign(x) AS DOUBLE) END',
    'trino_sqrt(x)': "CASE WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(x) END",
    'trino_ln(x)': "CASE WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE ln(x) END",
    'trino_log2(x)': 'trino_ln(x) / ln(2)',
    'trino_log10(x)': "CASE WHEN x = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN x < 0 THEN CAST('NaN' AS DOUBLE) ELSE log10(x) END",
    'trino_log(b, x)': 'trino_ln(x) / trino_ln(b)',
    'trino_power(a, b)': "CASE WHEN abs(a) = 1 AND (isinf(b) OR isnan(b)) THEN CAST('NaN' AS DOUBLE) ELSE pow(a, b) END",
    ...Object.fromEntries(
      ['sin', 'cos', 'tan'].map((name) => [`trino_${name}(x)`, `CASE WHEN isinf(x) THEN CAST('NaN' AS DOUBLE) ELSE ${name}(x) END`]),
    ),
    ...Object.fromEntries(
      ['asin', 'acos'].map((name) => [`trino_${name}(x)`, `CASE WHEN abs(x) > 1 THEN CAST('NaN' AS DOUBLE) ELSE ${name}(x) END`]),
    ),
    'trino_width_bucket(x, low, high, n)':
      "CASE WHEN isnan(x) OR n <= 0 OR NOT isfinite(low) OR NOT isfinite(high) OR low = high THEN error('INVALID_FUNCTION_ARGUMENT: width_bucket') WHEN low > high THEN error('NOT_REPRODUCED: width_bucket from high to low') WHEN x < low THEN 0 WHEN x >= high THEN n + 1 ELSE CAST(floor(n * (x - low) / (high - low)) AS BIGINT) + 1 END",
    'trino_bucket_of(x, bins)':
      "CASE WHEN isnan(x) OR len(bins) = 0 THEN error('INVALID_FUNCTION_ARGUMENT: width_bucket') ELSE len(list_filter(bins, lambda bin: bin <= x)) END",
    'trino_from_base(s, b)':
      "CASE WHEN s IS NULL OR b IS NULL THEN NULL WHEN b NOT BETWEEN 2 AND 36 OR NOT regexp_full_match(s, '-?[0-9a-zA-Z]+') OR list_max(list_transform(string_split(ltrim(lower(s), '-'), ''), lambda c: strpos('0123456789abcdefghijklmnopqrstuvwxyz', c))) > b THEN error('INVALID_FUNCTION_ARGUMENT: from_base') ELSE CAST(CASE WHEN s[1] = '-' THEN -1 ELSE 1 END * list_reduce(list_transform(string_split(ltrim(lower(s), '-'), ''), lambda c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS HUGEINT)), lambda n, digit: n * CAST(b AS HUGEINT) + digit, CAST(0 AS HUGEINT)) AS BIGINT) END",
    'trino_to_base(n, b)':
      "CASE WHEN n < 0 THEN error('NOT_REPRODUCED: to_base of a negative number') ELSE lower(to_base(n, CAST(b AS INTEGER))) END",
    'trino_upper(s)':
      "CASE WHEN contains(s, 'ß') THEN array_to_string(list_transform(string_split(s, 'ß'), lambda part: upper(part)), 'ß') ELSE upper(s) END",
    // Character.isWhitespace of Java.
    'trino_space()':
      "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(28) || chr(29) || chr(30) || chr(31) || chr(5760) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233) || chr(8287) || chr(12288)",
    'trino_substr_from(s, a)':
      "CASE WHEN s IS NULL OR a IS NULL THEN NULL WHEN a = 0 OR -a > length(s) THEN '' WHEN a > 0 THEN substring(s, a) ELSE substring(s, length(s) + a + 1) END",
    'trino_substr(s, a, n)':
      "CASE WHEN s IS NULL OR a IS NULL OR n IS NULL THEN NULL WHEN a = 0 OR n <= 0 OR -a > length(s) THEN '' WHEN a > 0 THEN substring(s, a, n) ELSE substring(s, length(s) + a + 1, n) END",
    'trino_replace(s, a, b)': "CASE WHEN a = '' THEN error('NOT_REPRODUCED: replace of nothing') ELSE replace(s, a, b) END",
    'trino_split(s, d)': "CASE WHEN d = '' THEN error('INVALID_FUNCTION_ARGUMENT: split') ELSE string_split(s, d) END",
    'trino_split_part(s, d, n)':
      "CASE WHEN n <= 0 THEN error('INVALID_FUNCTION_ARGUMENT: split_part') WHEN d = '' THEN error('NOT_REPRODUCED: split_part by nothing') ELSE string_split(s, d)[n] END",
    'trino_regexp_extract(s, p)': 'CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p) END',
    'trino_regexp_group(s, p, g)': 'CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END',
    'trino_json_scalar(j, p)':
      "CASE WHEN NOT json_valid(j) THEN NULL WHEN json_type(j, p) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL WHEN json_type(j, p) = 'DOUBLE' THEN error('NOT_REPRODUCED: the text of the number ' || json_extract_string(j, p) || ' as it stands in a JSON text; cast json_extract_scalar to double at once') ELSE json_extract_string(j, p) END",
    'trino_json_double(j, p)':
      "CASE WHEN NOT json_valid(j) THEN NULL WHEN json_type(j, p) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL WHEN json_type(j, p) IN ('DOUBLE', 'BIGINT', 'UBIGINT') THEN CAST(json_extract_string(j, p) AS DOUBLE) WHEN trino_is_double(json_extract_string(j, p)) THEN CAST(trino_double_of(json_extract_string(j, p)) AS DOUBLE) ELSE error('INVALID_CAST_ARGUMENT: cannot cast to double') END",
    'trino_json_array_length(j)':
      "CASE WHEN NOT json_valid(j) OR json_type(j) <> 'ARRAY' THEN NULL ELSE CAST(json_array_length(j) AS BIGINT) END",
    'trino_millisecond(t)': 'CAST(millisecond(t) % 1000 AS BIGINT)',
    'trino_interval(unit, n)':
      "CASE unit WHEN 'millisecond' THEN to_milliseconds(n) WHEN 'second' THEN to_seconds(n) WHEN 'minute' THEN to_minutes(n) WHEN 'hour' THEN to_hours(n) WHEN 'day' THEN to_days(CAST(n AS INTEGER)) WHEN 'week' THEN to_days(CAST(7 * n AS INTEGER)) WHEN 'month' THEN to_months(CAST(n AS INTEGER)) WHEN 'quarter' THEN to_months(CAST(3 * n AS INTEGER)) WHEN 'year' THEN to_months(CAST(12 * n AS INTEGER)) END",
    'trino_from_unixtime(x)': 'make_timestamp(CAST(round(x * 1000) AS BIGINT) * 1000)',
    'trino_to_unixtime(t)': 'epoch_us(CAST(t AS TIMESTAMP)) / 1e6',
    'trino_from_iso8601(s)':
      "CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?Z?)?') THEN date_trunc('milliseconds', CAST(replace(replace(s, 'T', ' '), 'Z', '') AS TIMESTAMP)) ELSE error('NOT_REPRODUCED: from_iso8601_timestamp of ' || s) END",
    'trino_milliseconds(i)': 'CAST(floor(epoch(i) * 1000) AS BIGINT)',
    'trino_digits(t, n)':
      'make_timestamp((epoch_us(t) + CASE WHEN n = 6 THEN 0 ELSE CAST(10 ** (6 - n) AS BIGINT) // 2 END) // CAST(10 ** (6 - n) AS BIGINT) * CAST(10 ** (6 - n) AS BIGINT))',
    'trino_time_text(t, n)': "strftime(t, '%Y-%m-%d %H:%M:%S') || CASE WHEN n = 0 THEN '' ELSE '.' || left(strftime(t, '%f'), n) END",
    'trino_is_date(s)': "regexp_full_match(s, '\\s*\\d{4}-\\d{1,2}-\\d{1,2}\\s*') AND TRY_CAST(trim(s) AS DATE) IS NOT NULL",
    'trino_is_timestamp(s)':
      "CASE WHEN regexp_full_match(s, '\\d{4}-\\d{1,2}-\\d{1,2} \\d{1,2}:\\d{2}.*[-+Z].*') THEN error('NOT_REPRODUCED: a zone in ' || s) ELSE regexp_full_match(trim(s), '\\d{4}-\\d{1,2}-\\d{1,2}( \\d{1,2}:\\d{1,2}(:\\d{1,2}(\\.\\d{1,6})?)?)?') AND TRY_CAST(trim(s) AS TIMESTAMP) IS NOT NULL END",
    'trino_is_double(s)':
      "CASE WHEN regexp_full_match(trim(s), '[+-]?0[xX].*') THEN error('NOT_REPRODUCED: a hexadecimal double ' || s) ELSE regexp_full_match(trim(s), '[+-]?(NaN|Infinity|([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?)') END",
    'trino_double_of(s)':
      "CASE WHEN trim(s) LIKE '%N' OR trim(s) LIKE '%y' THEN ltrim(trim(s), '+') ELSE rtrim(ltrim(trim(s), '+'), 'dDfF') END",
    'trino_mantissa(t)': "split_part(t, 'e', 1)",
    'trino_exponent(t)': "coalesce(TRY_CAST(split_part(t, 'e', 2) AS INTEGER), 0)",
    'trino_whole(t)': "split_part(trino_mantissa(t), '.', 1)",
    'trino_figures(t)': "replace(trino_mantissa(t), '.', '')",
    'trino_significant(t)': "rtrim(ltrim(trino_figures(t), '0'), '0')",
    'trino_scientific(t)':
      "left(trino_significant(t), 1) || '.' || coalesce(nullif(substring(trino_significant(t), 2), ''), '0') || 'E' || CAST(trino_exponent(t) + length(trino_whole(t)) - 1 - (length(trino_figures(t)) - length(ltrim(trino_figures(t), '0'))) AS VARCHAR)",
    'trino_double_text(x)':
      "CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || trino_scientific(CAST(abs(x) AS VARCHAR)) END",
    'trino_has_null(a)': "len(a) <> list_aggregate(a, 'count')",
    'trino_subscript(a, i)':
      "CASE WHEN i < 1 OR i > len(a) THEN error('INVALID_FUNCTION_ARGUMENT: array subscript out of bounds') ELSE a[i] END",
    'trino_element_at(a, i)': "CASE WHEN i = 0 THEN error('INVALID_FUNCTION_ARGUMENT: array subscript 0') ELSE a[i] END",
    'trino_map_value(m, k)': 'm[k]',
    'trino_map_subscript(m, k)':
      "CASE WHEN NOT map_contains(m, k) THEN error('INVALID_FUNCTION_ARGUMENT: key not present in map') ELSE m[k] END",
    'trino_contains(a, x)':
      'CASE WHEN a IS NULL OR x IS NULL THEN NULL WHEN list_contains(a, x) THEN true WHEN trino_has_null(a) THEN NULL ELSE false END',
    'trino_array_position(a, x)': 'CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE CAST(coalesce(list_position(a, x), 0) AS BIGINT) END',
    'trino_array_max(a)': 'CASE WHEN trino_has_null(a) THEN NULL ELSE list_max(a) END',
    'trino_array_min(a)': 'CASE WHEN trino_has_null(a) THEN NULL ELSE list_min(a) END',
    'trino_array_distinct(a)':
      'list_filter(a, lambda x, i: CASE WHEN x IS NULL THEN NOT list_contains(list_transform(a[1:i - 1], lambda y: y IS NULL), true) ELSE list_position(a, x) = i END)',
    'trino_array_remove(a, e)': 'CASE WHEN e IS NULL THEN NULL ELSE list_filter(a, lambda x: x IS NULL OR x <> e) END',
    'trino_array_concat(a, b)': 'CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE list_concat(a, b) END',
    'trino_array_intersect(a, b)':
      "CASE WHEN trino_has_null(a) OR trino_has_null(b) THEN error('NOT_REPRODUCED: array_intersect with NULL in it') ELSE trino_array_distinct(list_filter(a, lambda x: list_contains(b, x))) END",
    'trino_array_except(a, b)':
      "CASE WHEN trino_has_null(a) OR trino_has_null(b) THEN error('NOT_REPRODUCED: array_except with NULL in it') ELSE trino_array_distinct(list_filter(a, lambda x: NOT list_contains(b, x))) END",
    'trino_arrays_overlap(a, b)':
      'CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(a, b) THEN true WHEN len(a) = 0 OR len(b) = 0 THEN false WHEN trino_has_null(a) OR trino_has_null(b) THEN NULL ELSE false END',
    'trino_repeat(x, n)': 'list_transform(range(n), lambda i: x)',
    'trino_sequence(a, b)': 'generate_series(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END)',
    'trino_slice(a, i, n)':
      "CASE WHEN i = 0 OR n < 0 THEN error('INVALID_FUNCTION_ARGUMENT: slice') WHEN n = 0 OR -i > len(a) THEN a[1:0] WHEN i > 0 THEN a[i:i + n - 1] ELSE a[len(a) + i + 1:len(a) + i + n] END",
    'trino_any(a)': 'CASE WHEN a IS NULL THEN NULL WHEN list_contains(a, true) THEN true WHEN trino_has_null(a) THEN NULL ELSE false END',
    'trino_all(a)': 'CASE WHEN a IS NULL THEN NULL WHEN list_contains(a, false) THEN false WHEN trino_has_null(a) THEN NULL ELSE true END',
    'trino_larger(a, b)': 'CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END',
    'trino_smaller(a, b)': 'CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(a, b) END',
    'trino_larger_double(a, b)':
      'CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN isnan(a) THEN b WHEN isnan(b) THEN a ELSE greatest(a, b) END',
    'trino_smaller_double(a, b)':
      'CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN isnan(a) THEN b WHEN isnan(b) THEN a ELSE least(a, b) END',
  }),
];

function macros(bodies: { readonly [signature: string]: string }): string[] {
  return Object.entries(bodies).map(([signature, body]) => `CREATE OR REPLACE TEMP MACRO ${signature} AS ${body}`);
}
