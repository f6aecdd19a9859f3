import { SlipwayError } from '../../../core/errors/index.js';
import { distributionTick } from './distribution-tick.js';
import { judgeCounted, prepareDay, type Prepared, type ToJudge } from './engine-steps.js';
import type { DayRecord } from './judge-day.js';
import { readDocument } from '../../../core/drift/monitor/document.js';
import { integrityTick, type Tick } from './integrity-tick.js';
import type { CohortRecord } from './cohort-record.js';
import { estimateTick } from './estimate-tick.js';
import { qualityTick } from './quality-tick.js';
import { Results } from './results.js';
import type { MonitorSettings } from '../../../core/drift/monitor/settings.js';
import type { WindowRecord } from './window-record.js';
import type { World } from './world.js';

const TASKS = ['integrity', 'distribution', 'quality', 'prepare', 'judge'] as const;

/** What a schedule sends, or the state machine around an engine that counts elsewhere. */
export interface MonitorEvent {
  readonly task: (typeof TASKS)[number];
  /** When it was due, ISO 8601. */
  readonly time: string;
}

/** What a tick did: records of windows, days, cohorts; or what the state machine is to count next. */
export type Ticked = readonly (WindowRecord | DayRecord | CohortRecord)[] | Prepared;

/** Takes what came in as an event. */
export function readEvent(value: unknown): { readonly task: MonitorEvent['task']; readonly at: number } {
  const { task, time } = (typeof value === 'object' ? (value ?? {}) : {}) as Partial<MonitorEvent>;
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (task !== undefined && TASKS.includes(task) && !Number.isNaN(at)) return { task, at };
  throw new SlipwayError(
    'monitor-event',
    `the event has task ${JSON.stringify(task)} and time ${JSON.stringify(time)}; give a task, one of ${TASKS.join(', ')}, and a time such as 2026-01-31T06:00:00Z`,
  );
}

/** One tick of a monitor: the same code in the account, in tests and wherever else there is a world for it. */
export async function runTick(event: unknown, settings: MonitorSettings, world: World): Promise<Ticked> {
  const { task, at } = readEvent(event);
  const tick = await openTick(at, settings, world);
  if (task === 'prepare') return prepareDay(tick);
  if (task === 'judge') return [await judgeCounted(tick, event as ToJudge)];
  if (task === 'quality') {
    const judged = await qualityTick(tick);
    await estimateTick(tick);
    return judged;
  }
  return task === 'integrity' ? integrityTick(tick) : distributionTick(tick);
}

async function openTick(at: number, settings: MonitorSettings, world: World): Promise<Tick> {
  const { key } = settings.document;
  const stored = await world.document.read(key);
  if (stored === undefined)
    throw new SlipwayError('monitor-access', `there is no ${world.document.nameOf(key)}, which holds the baseline; deploy the stack again`);
  const document = readDocument(stored, world.document.nameOf(key));
  const results = new Results(world.results, settings, document);
  return { at, settings, document, results, world };
}
