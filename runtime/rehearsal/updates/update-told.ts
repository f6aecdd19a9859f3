import type { AlarmDeclaration, UpdateRule } from '../../plan.js';
import type { Delivery } from '../delivery.js';
import { wentOff } from '../told.js';
import { noticeName } from './update-notice.js';
import type { PlayedUpdate } from './update-trials.js';

/** Somebody who learns of an update, and when. */
export interface Teller {
  /** Name of the alarm, or of the rule. */
  readonly name: string;
  /** Minute of the run at which it went off. */
  readonly minute: number;
  /** Minute at which it told somebody by itself; undefined where it did not. */
  readonly toldAt: number | undefined;
  readonly delivery: Pick<Delivery, 'speakers' | 'severity'>;
  readonly isNotice: boolean;
  readonly alarm?: AlarmDeclaration;
}

/** Alarms that went off once the new version served, and rules on the rollback, earliest first. */
export function tellersOf(
  { trial, servedFrom }: PlayedUpdate,
  alarms: readonly AlarmDeclaration[],
  deliveries: ReadonlyMap<AlarmDeclaration, Delivery>,
  notices: readonly UpdateRule[],
): Teller[] {
  const { turnedAt, startedAt } = trial.course;
  const off = wentOff(trial, servedFrom ?? turnedAt ?? startedAt, alarms, deliveries).map(
    ({ alarm, minute, toldAt, delivery }): Teller => ({ name: alarm.name, minute, toldAt, delivery, isNotice: false, alarm }),
  );
  const rules = notices.flatMap((rule): Teller[] =>
    turnedAt === null
      ? []
      : [
          {
            name: noticeName(rule),
            minute: turnedAt,
            toldAt: turnedAt,
            delivery: { speakers: [], severity: 'ticket' },
            isNotice: true,
          },
        ],
  );
  return [...off, ...rules].toSorted((a, b) => a.minute - b.minute);
}

export function firstToldAt(tellers: readonly Teller[]): number | undefined {
  const times = tellers.flatMap(({ toldAt }) => toldAt ?? []);
  return times.length === 0 ? undefined : Math.min(...times);
}
