/**
 * Rows up to which numbers are kept where the baseline's are there too. Buckets take less of the processor from some thousand rows on, but at this
 * many still only a hundredth of a second less a column, which is less than to read it: what sets the limit is memory, 8 bytes a row and column
 * kept, and 28 a row of the column that is compared. See docs/drift.md.
 */
export const MOST_EXACT_ROWS = 1_000_000;
