import type { Profile } from '../../../core/drift/profile/profile.js';
import { byImportance } from '../../faults/columns.js';
import type { Row } from '../../faults/rows-disturbance.js';
import type { Label } from '../../measuring/captured.js';

/** What really was of each row of the samples, and what it could be instead. */
export class Truth {
  private readonly values: readonly Label[];

  /**
   * @param labels by row
   * @param ranks place of each row among all of them, by the most important feature, 0 to 1
   */
  constructor(
    private readonly labels: readonly Label[],
    private readonly ranks: readonly number[],
  ) {
    this.values = valuesOf(labels);
  }

  /**
   * The label of a row.
   *
   * @param flipped share of the rows, those with the greatest values of the most important feature, of which something else is true
   */
  of(row: number, flipped: number): Label {
    const label = this.labels[row] ?? '';
    if ((this.ranks[row] ?? 0) < 1 - flipped) return label;
    const { values } = this;
    // Of two classes the other one, of many values one that is far off.
    return values[(values.indexOf(label) + Math.floor(values.length / 2)) % values.length] ?? label;
  }
}

/** The truth of rows, or why nobody here knows it. */
export function truthOf(
  rows: readonly Row[],
  labels: readonly (Label | undefined)[],
  baseline: Profile | undefined,
): Truth | { readonly nothing: string } {
  const known = labels.filter((label) => label !== undefined);
  if (known.length < rows.length)
    return {
      nothing: `of ${rows.length - known.length} of the ${rows.length} samples nobody said what really was; give each line of samples/traffic.jsonl a "label"`,
    };
  if (valuesOf(known).length < 2) return { nothing: 'all samples have the same label' };
  return new Truth(known, ranksOf(rows, baseline === undefined ? '' : (byImportance(baseline)[0]?.name ?? '')));
}

function ranksOf(rows: readonly Row[], feature: string): number[] {
  const order = [...rows.keys()].toSorted((a, b) => compared(rows[a]?.[feature], rows[b]?.[feature]) || a - b);
  const ranks = rows.map(() => 0);
  for (const [place, row] of order.entries()) ranks[row] = place / rows.length;
  return ranks;
}

/** Numbers by their value, anything else as text; missing values first. */
function compared(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [a, b] = [textOf(one), textOf(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function valuesOf(labels: readonly Label[]): Label[] {
  return [...new Set(labels)].toSorted((one, other) => compared(one, other));
}
