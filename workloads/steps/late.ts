import { RUN_KEYS, type FrozenObject } from '../../core/batch/run.js';
import type { LateAnswer, LateEvent } from '../../core/batch/steps.js';
import { addDays, dayIn, dayText } from '../../core/zoned-time.js';
import type { Objects } from './objects.js';
import { publishedPart, type PublishedPart } from './part.js';
import { recordsIn } from './parquet-rows.js';
import { publishMetrics } from './publish-metrics.js';
import type { StepWorld } from './world.js';

/** An object that no result holds, and how many records it has. */
export interface LostObject extends FrozenObject {
  readonly rows: number;
}

/**
 * Looks at the parts of earlier days for what came after their runs: names the newest one that is to be run anew, and counts what came into those
 * that are closed, each object once. Called after every run, and again after each part that was run anew, for the days before it.
 */
export async function late({ time, before, backfill = false }: LateEvent, world: StepWorld): Promise<LateAnswer> {
  const { rerunDays = 0, lookDays = 0 } = backfill ? {} : (world.settings.late ?? {});
  const store = world.objects(world.settings.output);
  const today = dayIn(world.settings.zone, Date.parse(time));
  let lost = 0;
  for (let back = 1; back <= lookDays; back += 1) {
    const day = dayText(addDays(today, -back));
    if (before !== '' && day >= before) continue;
    const part = await publishedPart(day, store, world);
    if (part === undefined || part.came.length === 0) continue;
    // Where what its run read is gone meanwhile, run anew it would have fewer rows than it has.
    if (back <= rerunDays && part.gone === 0) return { time: part.pointer.dataTime, day };
    lost += await countLost(day, part, store, world);
  }
  if (lookDays > 0) publishMetrics(world, world.now, { RowsLost: lost });
  return {};
}

async function countLost(day: string, { input, came }: PublishedPart, store: Objects, world: StepWorld): Promise<number> {
  const counted = (await store.json<readonly LostObject[]>(RUN_KEYS.lost(day))) ?? [];
  const known = new Set(counted.map(({ key, etag }) => `${key} ${etag}`));
  const objects = world.objects(input);
  const found: LostObject[] = [];
  for (const object of came)
    if (!known.has(`${object.key} ${object.etag}`)) found.push({ ...object, rows: await recordsIn(object, objects, world.settings) });
  if (found.length > 0) await store.write(RUN_KEYS.lost(day), [...counted, ...found]);
  return found.reduce((sum, { rows }) => sum + rows, 0);
}
