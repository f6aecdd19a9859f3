import { SlipwayError } from '../../errors/index.js';
import type { ProfilePlan } from '../profile/profile.js';
import type { Window } from '../monitor/window.js';
import { dayRows, type DayColumn } from './day-rows.js';
import type { Dialect } from './dialect.js';
import { profileStatement, type EngineTable } from './statement.js';

/** The statement that counts one day of a table, but for the day: written once, since all else of it stays. */
export interface DayStatement {
  readonly before: string;
  readonly after: string;
  readonly day: DayColumn;
}

/** Stands where the day will stand. */
const DAY = 'slipway_rows_of_the_day';

/** Writes the statement for a table whose rows tell their day. */
export function dayStatement(plan: ProfilePlan, table: Omit<EngineTable, 'where'>, day: DayColumn, dialect: Dialect): DayStatement {
  const [before, after, more] = profileStatement(plan, { ...table, where: DAY }, dialect).split(`  WHERE ${DAY}\n`);
  if (before !== undefined && after !== undefined && more === undefined) return { before, after, day };
  throw new SlipwayError(
    'profile-plan',
    `a column or a name of this baseline holds '${DAY}', which stands for the day here; call it otherwise`,
  );
}

/** The statement for the rows of a window of whole days. */
export function statementOf({ before, after, day }: DayStatement, window: Window): string {
  return `${before}  WHERE ${dayRows(day, window)}\n${after}`;
}
