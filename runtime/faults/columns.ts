import type { ColumnProfile, NumericProfile, Profile } from '../../core/drift/profile/profile.js';
import type { Target } from './fault.js';

/** Features by importance, most first; where none is declared, in order. */
export function byImportance({ features }: Profile): ColumnProfile[] {
  return features.toSorted((a, b) => (b.importance ?? 0) - (a.importance ?? 0));
}

/** Asked for each row. */
const known = new WeakMap<Profile, NumericProfile[]>();

/** Numeric features by importance, those without values left out. */
export function numericFeatures(baseline: Profile): readonly NumericProfile[] {
  const found = known.get(baseline);
  if (found !== undefined) return found;
  const made = byImportance(baseline).flatMap((column) => (column.kind === 'numeric' && column.count > 0 ? [column] : []));
  known.set(baseline, made);
  return made;
}

/** Why a fault that only rows show cannot be played against a service. */
export function unwatched({ watched }: Target): string | null {
  return 'nothing' in watched ? watched.nothing : null;
}

/** The same, for one that needs a feature of a kind. */
export function needs(has: (baseline: Profile) => boolean, what: string): (target: Target) => string | null {
  return (target) => {
    const { watched } = target;
    if ('nothing' in watched) return watched.nothing;
    return has(watched.baseline) ? null : what;
  };
}

/** Numbers in a row, changed; anything else stays. */
export function changed(
  row: Readonly<Record<string, unknown>>,
  features: readonly NumericProfile[],
  change: (value: number, feature: NumericProfile) => number,
): Readonly<Record<string, unknown>> {
  const made: Record<string, unknown> = { ...row };
  for (const feature of features) {
    const value = row[feature.name];
    if (typeof value === 'number') made[feature.name] = change(value, feature);
  }
  return made;
}
