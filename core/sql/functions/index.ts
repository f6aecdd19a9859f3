import { AGGREGATE_FUNCTIONS } from './aggregates.js';
import { COLLECTION_FUNCTIONS } from './collections.js';
import { MOMENT_FUNCTIONS } from './moments.js';
import { NUMBER_FUNCTIONS } from './numbers.js';
import type { FunctionRow } from './row.js';
import { TEXT_FUNCTIONS } from './texts.js';

/** Every function that runs on the laptop. What is not here is refused by name. */
export const FUNCTIONS: readonly FunctionRow[] = [
  ...NUMBER_FUNCTIONS,
  ...TEXT_FUNCTIONS,
  ...MOMENT_FUNCTIONS,
  ...COLLECTION_FUNCTIONS,
  ...AGGREGATE_FUNCTIONS,
];

/** Other names that Trino has for the same functions. */
export const ALIASES: { readonly [name: string]: string } = {
  ceiling: 'ceil',
  pow: 'power',
  substring: 'substr',
  every: 'bool_and',
  stddev: 'stddev_samp',
  variance: 'var_samp',
  arbitrary: 'any_value',
  day_of_month: 'day',
  dow: 'day_of_week',
  doy: 'day_of_year',
  yow: 'year_of_week',
  week_of_year: 'week',
};

/** What to write instead of a function that is not reproduced. */
export const INSTEAD: { readonly [name: string]: string } = {
  approx_distinct: 'every engine estimates in its own way: use count(distinct x)',
  approx_percentile: 'every engine estimates in its own way: take exact values, or count in buckets with width_bucket',
  approx_most_frequent: 'every engine estimates in its own way: group by the value and order by count(*)',
  numeric_histogram: 'every engine estimates in its own way: count in buckets with width_bucket',
  current_date: 'a run must give the same rows twice: pass the day in as a parameter',
  current_timestamp: 'a run must give the same rows twice: pass the time in as a parameter',
  localtimestamp: 'a run must give the same rows twice: pass the time in as a parameter',
  now: 'a run must give the same rows twice: pass the time in as a parameter',
  random: 'a run must give the same rows twice: keep the random numbers in a table',
  rand: 'a run must give the same rows twice: keep the random numbers in a table',
  uuid: 'a run must give the same rows twice: make keys of the columns',
  format: 'join texts with ||, lpad and round',
  format_datetime: 'use date_format',
  parse_datetime: 'use date_parse',
  histogram: 'group by the value and count',
  skewness: 'compute it from sums of powers',
  dot_product: 'use reduce(zip_with(…))',
};

/** Names that sound like functions of Trino's and are none. Asked of Trino 435. */
export const NOT_IN_TRINO: readonly string[] = ['entropy', 'array_first', 'array_last', 'dot_product'];
