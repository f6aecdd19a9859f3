import { firstNonFinite, type Predictions } from '../../core/codec/block.js';

/** The first row, counted from 0 over all parts, for which a model gave a number that is none. */
export function brokenRow(parts: readonly Predictions[]): number | undefined {
  let before = 0;
  for (const part of parts) {
    const row = firstNonFinite(part);
    if (row !== undefined) return before + row - part.from;
    before += part.to - part.from;
  }
  return undefined;
}

export function brokenRowText(row: number): string {
  return `the model gave no finite number for row ${row + 1}; this row needs looking at: its values, or the model`;
}
