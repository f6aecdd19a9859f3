/** How a statement that DuckDB ended with an error ends in Trino. `NOT_REPRODUCED`: Trino might answer, or end otherwise. */
export function trinoErrorOf(message: string): string {
  const raised = /Invalid Input Error: ([A-Z_]{6,})/.exec(message);
  if (raised !== null) return raised[1] ?? 'NOT_REPRODUCED';
  if (/Casting value .* to type DECIMAL/.test(message)) return 'INVALID_CAST_ARGUMENT';
  if (/Out of Range Error: Overflow/.test(message)) return 'NUMERIC_VALUE_OUT_OF_RANGE';
  if (/Conversion Error: .*(out of range|can't be cast because the value is out of range)/.test(message))
    return 'NUMERIC_VALUE_OUT_OF_RANGE';
  if (/Conversion Error: Could not convert string/.test(message)) return 'INVALID_CAST_ARGUMENT';
  return 'NOT_REPRODUCED';
}
