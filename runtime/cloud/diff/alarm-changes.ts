import { plural } from '../../report/words.js';
import type { ReadStack } from '../../assembly/stacks.js';
import { alarmLabel } from '../status/alarm-label.js';
import { childrenOf, declaredAlarms, watchingAlarms, type DeclaredAlarm } from '../status/alarm-status.js';
import type { Change } from './report.js';

const TEXT = 'AlarmDescription';
const RULE = 'AlarmRule';
/** Longer values say nothing in a line. */
const SHORT = 60;
/** Said of an alarm that is there on one side alone. */
const THERE = 'declared';

/** How the alarms that watch an endpoint change. */
export function alarmChanges(
  before: readonly ReadStack[],
  after: readonly ReadStack[],
  endpointNames: readonly string[],
  deployment: string,
): Change[] {
  const all = [before, after].map((stacks) => declaredAlarms(stacks));
  const [ours, theirs] = all.map((alarms) => watchingAlarms(alarms, endpointNames));
  const labelOf = (name: string): string => {
    const path = all.flat().find((alarm) => alarm.name === name)?.path;
    return path === undefined ? name : alarmLabel(path, deployment);
  };
  const paths = [...new Set([...(ours ?? []), ...(theirs ?? [])].map(({ path }) => path))];
  const changes: Change[] = [];
  const texts: string[] = [];
  for (const path of paths) {
    const [old, now] = all.map((alarms) => alarms.find((alarm) => alarm.path === path));
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
    else {
      if (names.includes(RULE))
        changes.push({ what: `${what}: ${RULE}`, variant: null, before: null, after: null, note: asks(old, now, labelOf) });
      for (const name of names.filter((each) => each !== TEXT && each !== RULE))
        changes.push({ what: `${what}: ${name}`, variant: null, ...sides(old.properties[name], now.properties[name]), note: null });
    }
  }
  const words =
    texts.length === 0
      ? []
      : [{ what: `the text of ${plural(texts.length, 'alarm')}`, variant: null, before: null, after: null, note: null }];
  return [...changes, ...words];
}

/** A rule in the names of the alarms that it asks. */
function asks(old: DeclaredAlarm, now: DeclaredAlarm, labelOf: (name: string) => string): string {
  const [before, after] = [childrenOf(old), childrenOf(now)];
  const more = after.filter((name) => !before.includes(name)).map(labelOf);
  const gone = before.filter((name) => !after.includes(name)).map(labelOf);
  const parts = [
    ...(more.length > 0 ? [`it asks ${more.join(', ')} too`] : []),
    ...(gone.length > 0 ? [`it asks ${gone.join(', ')} no more`] : []),
  ];
  return parts.length === 0 ? 'it asks the same alarms in another way' : parts.join('; ');
}

/** Values that fit a line; of others only that they changed. */
function sides(before: unknown, after: unknown): { before: string | null; after: string | null } {
  const [left, right] = [scalarText(before), scalarText(after)];
  const isShort = (left !== null || before === undefined) && (right !== null || after === undefined);
  return isShort ? { before: left, after: right } : { before: null, after: null };
}

function scalarText(value: unknown): string | null {
  const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
  return text !== null && text.length > SHORT ? null : text;
}
