/**
 * Rows up to which numbers are kept and sorted where the baseline's are there too: a column takes 16 bytes a row while it is compared. Beyond,
 * buckets are two to four times as fast and their error is small: see docs/drift.md.
 */
export const MOST_EXACT_ROWS = 1_000_000;
