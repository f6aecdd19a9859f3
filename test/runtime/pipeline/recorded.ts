import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent } from '../../../runtime/pipeline/history';
import type { Json } from '../../../runtime/pipeline/json';

/** A state machine of the recordings, with what it was run on. */
export interface RecordedMachine {
  readonly id: string;
  readonly definition: unknown;
  readonly input: Json;
  /** What the function did that its tasks called. */
  readonly function?: 'id_function' | 'raise_exception';
  readonly object?: { readonly key: string; readonly body: string };
}

export type RecordedEvent = Record<string, unknown> & {
  readonly id: number | number[];
  readonly type: string;
  readonly previousEventId: number;
};

/** Each recorded history by the name of its case; a case has one for every execution. */
export function readRecordings(folder: string): Map<string, RecordedEvent[][]> {
  const found = new Map<string, RecordedEvent[][]>();
  for (const file of readdirSync(folder)) {
    const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<
      string,
      { 'recorded-content': Record<string, { events?: RecordedEvent[] }> }
    >;
    for (const [id, { 'recorded-content': content }] of Object.entries(cases))
      found.set(
        id.replace('tests/aws/services/stepfunctions/v2/', ''),
        Object.values(content).flatMap(({ events }) => (events === undefined ? [] : [events])),
      );
  }
  return found;
}

/** Where a history differs from a recorded one; nothing where it agrees. Placeholders of the recording stand for anything. */
export function differences(recorded: readonly RecordedEvent[], played: readonly HistoryEvent[]): string[] {
  const expected = recorded.map((event) => ({ event, ...partsOf(event) }));
  const actual = withoutWhatRecordingsDrop(recorded, played);
  if (expected.length !== actual.length)
    return [`${actual.map(({ type }) => type).join(' ')} instead of ${expected.map(({ type }) => type).join(' ')}`];
  return expected.flatMap(({ event, type, details }, at) => {
    const mine = actual[at];
    if (mine === undefined || mine.type !== type) return [`event ${at + 1} is ${mine?.type}, not ${type}`];
    const where = `${type} #${mine.id}`;
    const place = Array.isArray(event.id) ? [] : numbers(where, event, mine);
    return [
      ...place,
      ...(agree(details, mine.details) ? [] : [`${where}: ${JSON.stringify(mine.details)} instead of ${JSON.stringify(details)}`]),
    ];
  });
}

function numbers(where: string, { id, previousEventId }: RecordedEvent, mine: HistoryEvent): string[] {
  return [
    ...(id === mine.id ? [] : [`${where} has number ${mine.id}, not ${String(id)}`]),
    ...(previousEventId === mine.previousEventId ? [] : [`${where} follows ${mine.previousEventId}, not ${previousEventId}`]),
  ];
}

/**
 * The recordings of parallel branches are sorted by type within the state, without numbers and without the state's own success or failure: what
 * was played is put in the same order.
 */
function withoutWhatRecordingsDrop(recorded: readonly RecordedEvent[], played: readonly HistoryEvent[]): HistoryEvent[] {
  if (!recorded.some(({ id }) => Array.isArray(id))) return [...played];
  const kept = played.filter(({ type }) => type !== 'ParallelStateSucceeded' && type !== 'ParallelStateFailed');
  const result: HistoryEvent[] = [];
  for (const [at, { id, type, ...event }] of recorded.entries()) {
    const exact = kept.find(
      (mine) => mine.type === type && (Array.isArray(id) || mine.id === id) && agree(partsOf({ id, type, ...event }).details, mine.details),
    );
    const taken = exact ?? kept[Math.min(at, kept.length - 1)];
    if (taken === undefined) continue;
    kept.splice(kept.indexOf(taken), 1);
    result.push(taken);
  }
  return [...result, ...kept];
}

function partsOf({ id: _id, previousEventId: _previous, timestamp: _timestamp, type, ...rest }: RecordedEvent): {
  type: string;
  details: unknown;
} {
  return { type, details: Object.values(rest)[0] };
}

const UNTOLD = new Set(['roleArn', 'SdkHttpMetadata', 'SdkResponseMetadata', 'mapRunArn', 'StartDate', 'StopDate', 'LastModified']);

function agree(expected: unknown, actual: unknown): boolean {
  if (typeof expected === 'object' && expected !== null) {
    const other = typeof actual === 'string' ? parsed(actual) : actual;
    if (typeof other !== 'object' || other === null) return false;
    const keys = new Set([...Object.keys(expected), ...Object.keys(other)]);
    return [...keys].every(
      (key) => UNTOLD.has(key) || agree((expected as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    );
  }
  if (typeof expected === 'string' && typeof actual === 'string') {
    if (matchesText(expected, actual)) return true;
    const [left, right] = [parsed(expected), parsed(actual)];
    return typeof left === 'object' && left !== null && agree(left, right);
  }
  return expected === actual || (expected === 'date' && typeof actual === 'string');
}

function matchesText(expected: string, actual: string): boolean {
  if (expected === 'date' || expected === 'timestamp' || expected === 'bucket-name' || expected === actual) return true;
  const pattern = expected
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/<{1,2}[\w-]+(?:>?:\d+)?>{1,2}|<[\w-]+(?::\d+)?>|lambda_function_name/g, '.+?');
  return new RegExp(`^${pattern}$`, 's').test(actual);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
