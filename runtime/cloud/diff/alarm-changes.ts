import { plural } from '../../report/words.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { alarmLabel } from '../status/alarm-label.js';
import { declaredAlarms, watchingAlarms } from '../status/alarm-status.js';
import type { Change } from './report.js';

const TEXT = 'AlarmDescription';
/** Said of an alarm that is there on one side alone. */
const THERE = 'declared';

/** How the alarms that watch an endpoint change. */
export function alarmChanges(
  before: readonly ReadStack[],
  after: readonly ReadStack[],
  endpointNames: readonly string[],
  deployment: string,
): Change[] {
  const [ours, theirs] = [before, after].map((stacks) => watchingAlarms(declaredAlarms(stacks), endpointNames));
  const paths = [...new Set([...(ours ?? []), ...(theirs ?? [])].map(({ path }) => path))];
  const changes: Change[] = [];
  const texts: string[] = [];
  for (const path of paths) {
    const [old, now] = [ours, theirs].map((alarms) => alarms?.find((alarm) => alarm.path === path));
    const what = `alarm ${alarmLabel(path, deployment)}`;
    if (old === undefined || now === undefined) {
      const note = now === undefined ? 'nobody is told any more what it watches' : null;
      changes.push({ what, variant: null, before: old === undefined ? null : THERE, after: now === undefined ? null : THERE, note });
      continue;
    }
    const names = [...new Set([...Object.keys(old.properties), ...Object.keys(now.properties)])].filter(
      (name) => JSON.stringify(old.properties[name]) !== JSON.stringify(now.properties[name]),
    );
    if (names.length === 1 && names[0] === TEXT) texts.push(path);
    else
      for (const name of names.filter((each) => each !== TEXT))
        changes.push({ what: `${what}: ${name}`, variant: null, ...sides(old.properties[name], now.properties[name]), note: null });
  }
  const words =
    texts.length === 0
      ? []
      : [{ what: `the text of ${plural(texts.length, 'alarm')}`, variant: null, before: null, after: null, note: null }];
  return [...changes, ...words];
}

/** Values that fit a line; of others only that they changed. */
function sides(before: unknown, after: unknown): { before: string | null; after: string | null } {
  const [left, right] = [scalarText(before), scalarText(after)];
  const isShort = (left !== null || before === undefined) && (right !== null || after === undefined);
  return isShort ? { before: left, after: right } : { before: null, after: null };
}

function scalarText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
