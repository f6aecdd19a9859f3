import type { RunRecord, SetAside } from '../../core/batch/record.js';
import { mayReplace, RUN_KEYS, type Pointer, type RunManifest } from '../../core/batch/run.js';
import { emptyInput } from './empty-input.js';
import type { Objects } from './objects.js';
import type { StepWorld } from './world.js';

/** Whether readers read a run now, or why they do not. */
export interface Outcome {
  readonly published: boolean;
  readonly because?: string;
  /** Day whose readers read it. */
  readonly publishedDay?: string;
}

/** Lets the pointers name a run, that of its day and that of the newest results, unless they name newer data. */
export async function publishRun(
  store: Objects,
  manifest: RunManifest,
  { attempt, rowsIn, rowsOut, setAside }: Pick<RunRecord, 'attempt' | 'rowsIn' | 'rowsOut'> & { readonly setAside: readonly SetAside[] },
  world: StepWorld,
): Promise<Outcome> {
  const { runId, dataTime, day, revision, input } = manifest;
  const { settings, now } = world;
  const pointer: Pointer = {
    runId,
    dataTime,
    publishedAt: new Date(now).toISOString(),
    output: settings.output + RUN_KEYS.output(runId, attempt),
    rows: rowsOut,
    ...(revision === undefined ? {} : { revision }),
    ...(setAside.length === 0 ? {} : { without: setAside.map(({ key }) => key) }),
  };
  // Tables without rows, and objects of empty lines, are as empty as no objects.
  const nothing = rowsIn > 0 ? undefined : await emptyInput(`there is no record in ${input}`, manifest, store, world);
  const ofDay = day === undefined ? undefined : await point(store, RUN_KEYS.day(day), pointer);
  const newer = nothing === undefined ? await point(store, RUN_KEYS.pointer, pointer) : undefined;
  const because = newer === undefined ? nothing : `run ${newer.runId} has newer data, of ${newer.dataTime}`;
  return {
    published: because === undefined,
    ...(because === undefined ? {} : { because }),
    ...(day !== undefined && ofDay === undefined ? { publishedDay: day } : {}),
  };
}

/** What is newer, where something is; tried again where somebody else has just written the pointer. */
async function point(store: Objects, key: string, pointer: Pointer): Promise<Pointer | undefined> {
  for (;;) {
    const before = await store.read(key);
    const current = before === undefined ? undefined : (JSON.parse(before.text) as Pointer);
    if (current?.runId === pointer.runId) return undefined;
    if (!mayReplace(current, pointer)) return current;
    if (await store.replace(key, pointer, before)) return undefined;
  }
}
