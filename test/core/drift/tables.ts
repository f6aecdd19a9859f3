import type { Batch } from '../../../core/drift/table/batch';
import { planTable, type PlanOptions } from '../../../core/drift/table/plan-table';
import { ProfileBuilder } from '../../../core/drift/table/profile-builder';
import type { Profile, ProfilePlan } from '../../../core/drift/profile/profile';
import type { SketchSize } from '../../../core/drift/profile/sketch';

/** A table as a person writes one: columns by name. */
export function tableOf(columns: Readonly<Record<string, ArrayLike<unknown>>>): Batch {
  return { rows: Object.values(columns)[0]?.length ?? 0, columns: new Map(Object.entries(columns)) };
}

export function profileOf(plan: ProfilePlan, batches: readonly Batch[], size: SketchSize = 'compact'): Profile {
  const builder = new ProfileBuilder(plan);
  for (const batch of batches) builder.add(batch);
  return builder.finish(size);
}

/** A baseline of these rows. */
export function baselineOf(table: Batch, options: PlanOptions = {}): Profile {
  return profileOf(planTable(table, table.rows, options), [table]);
}

/** Rows from one place to another. */
export function slice({ columns }: Batch, from: number, to: number): Batch {
  return { rows: to - from, columns: new Map([...columns].map(([name, cells]) => [name, Array.prototype.slice.call(cells, from, to)])) };
}
