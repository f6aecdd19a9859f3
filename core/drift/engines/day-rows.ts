import { dayOf, type Window } from '../monitor/window.js';
import { identifier, literal } from './texts.js';

/** How a column tells the day of a row: a text `2026-01-05`, a date, a timestamp in UTC. */
export type DayType = 'text' | 'date' | 'timestamp';

/** The column by which the rows of a day are found. */
export interface DayColumn {
  readonly name: string;
  readonly type: DayType;
}

/** What the rows of whole days have in common, as SQL says it: compared by the column's own type, or no partition would be left out. */
export function dayRows({ name, type }: DayColumn, { from, to }: Window): string {
  const at = (millis: number): string => DAY_LITERALS[type](dayOf(millis));
  return `${identifier(name)} >= ${at(from)} AND ${identifier(name)} < ${at(to)}`;
}

const DAY_LITERALS: Readonly<Record<DayType, (day: string) => string>> = {
  text: literal,
  date: (day) => `DATE ${literal(day)}`,
  timestamp: (day) => `TIMESTAMP ${literal(`${day} 00:00:00`)}`,
};
