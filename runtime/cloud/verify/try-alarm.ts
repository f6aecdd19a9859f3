import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import type { AlarmState } from '../../../core/alarms/index.js';
import type { PipelineClock } from '../../pipeline/clock.js';
import { record, text } from '../../assembly/values.js';
import type { CloudWatch } from '../cloudwatch.js';
import type { Trial } from './choose-trials.js';
import type { ActionCheck } from './report.js';

export interface Patience {
  readonly clock: PipelineClock;
  /** How long a notification may take, milliseconds. */
  readonly withinMillis: number;
  readonly signal?: AbortSignal;
}

type Tried = Pick<ActionCheck, 'outcome' | 'seconds' | 'reason' | 'restored'>;

const POLL_MILLIS = 5000;
/** How far this machine's clock may be from that of AWS. */
const SKEW_MILLIS = 300_000;
const SET = 'slipway verify: this is a test of who is told; nothing is broken, and the alarm goes back by itself';
const BACK = 'slipway verify: the test is over';

/**
 * Sets an alarm to ALARM, waits until the history of the one that acts tells of its notification, and puts the first back, whatever happens.
 *
 * @param cloudwatch opened without a signal: putting back must not be interrupted
 */
export async function tryAlarm(cloudwatch: CloudWatch, trial: Trial, patience: Patience): Promise<Tried> {
  const { acting, through } = trial;
  const before = new Set((await actionsOf(cloudwatch, acting.name, patience)).map(keyOf));
  const began = patience.clock.now();
  await cloudwatch.setState(through.name, 'ALARM', SET);
  let told: Omit<Tried, 'restored'>;
  try {
    told = await waitForHistory(cloudwatch, trial, before, began, patience);
  } catch (failure) {
    await putBack(cloudwatch, trial);
    throw failure;
  }
  return { ...told, restored: await putBack(cloudwatch, trial) };
}

async function waitForHistory(
  cloudwatch: CloudWatch,
  { acting, topics }: Trial,
  before: ReadonlySet<string>,
  began: number,
  patience: Patience,
): Promise<Omit<Tried, 'restored'>> {
  const { clock, withinMillis, signal } = patience;
  for (;;) {
    signal?.throwIfAborted();
    const items = (await actionsOf(cloudwatch, acting.name, patience)).filter((item) => !before.has(keyOf(item)));
    const seconds = Math.round((clock.now() - began) / 1000);
    const results = topics.map((topic) => items.find((item) => concerns(item, topic)));
    const failed = results.find((item) => item !== undefined && !succeeded(item));
    if (failed !== undefined) return { outcome: 'refused', seconds, reason: failed.HistorySummary ?? '' };
    if (results.every((item) => item !== undefined)) return { outcome: 'told', seconds, reason: results[0]?.HistorySummary ?? '' };
    if (clock.now() - began >= withinMillis) {
      const other = items.find((item) => !topics.some((topic) => concerns(item, topic)))?.HistorySummary;
      return { outcome: 'silent', seconds: null, reason: other ?? 'its history tells of no action' };
    }
    await clock.sleepUntil(clock.now() + POLL_MILLIS, signal).catch((failure: unknown) => {
      signal?.throwIfAborted();
      throw failure;
    });
  }
}

/** The state that it had; its next evaluation decides for itself. */
async function putBack(cloudwatch: CloudWatch, { through }: Trial): Promise<boolean> {
  await cloudwatch.setState(through.name, through.state as AlarmState, BACK);
  const [now] = await cloudwatch.alarms([through.name]);
  return now?.state === through.state;
}

async function actionsOf(cloudwatch: CloudWatch, name: string, { clock, withinMillis }: Patience): Promise<AlarmHistoryItem[]> {
  const items = await cloudwatch.history(name, clock.now() - SKEW_MILLIS - withinMillis, clock.now() + SKEW_MILLIS);
  return items.filter(({ HistoryItemType }) => HistoryItemType === 'Action');
}

function keyOf({ Timestamp, HistorySummary, HistoryData }: AlarmHistoryItem): string {
  return `${Timestamp?.getTime()} ${HistorySummary} ${HistoryData}`;
}

function dataOf({ HistoryData }: AlarmHistoryItem): Readonly<Record<string, unknown>> | undefined {
  try {
    return record(JSON.parse(HistoryData ?? ''));
  } catch {
    return undefined;
  }
}

/** History tells of an action by the ARN of the topic, in its data and in its words. */
function concerns(item: AlarmHistoryItem, topic: string): boolean {
  return text(dataOf(item)?.['notificationResource']) === topic || (item.HistorySummary ?? '').includes(topic);
}

function succeeded(item: AlarmHistoryItem): boolean {
  const state = text(dataOf(item)?.['actionState']);
  return state === undefined ? (item.HistorySummary ?? '').startsWith('Successfully') : state === 'Succeeded';
}
