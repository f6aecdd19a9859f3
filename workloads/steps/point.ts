import type { SetAside } from '../../core/batch/record.js';
import { mayReplace, RUN_KEYS, type Pointer, type RunManifest } from '../../core/batch/run.js';
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
  { runId, dataTime, day, revision }: RunManifest,
  { attempt, rows, setAside }: { readonly attempt: number; readonly rows: number; readonly setAside: readonly SetAside[] },
  { settings, now }: StepWorld,
): Promise<Outcome> {
  const pointer: Pointer = {
    runId,
    dataTime,
    publishedAt: new Date(now).toISOString(),
    output: settings.output + RUN_KEYS.output(runId, attempt),
    rows,
    ...(revision === undefined ? {} : { revision }),
    ...(setAside.length === 0 ? {} : { without: setAside.map(({ key }) => key) }),
  };
  const ofDay = day === undefined ? undefined : await point(store, RUN_KEYS.day(day), pointer);
  const newer = await point(store, RUN_KEYS.pointer, pointer);
  return {
    ...(newer === undefined
      ? { published: true }
      : { published: false, because: `run ${newer.runId} has newer data, of ${newer.dataTime}` }),
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
