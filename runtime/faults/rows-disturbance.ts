import type { Profile } from '../../core/drift/profile/profile.js';
import type { Random } from '../random.js';

/** What a caller sends, or a model answers, by name. */
export type Row = Readonly<Record<string, unknown>>;

/** What a change of rows may go by. */
export interface RowContext {
  readonly random: Random;
  /** What the monitor compares with: features, their importance, what they usually are. */
  readonly baseline: Profile;
  /** How far the fault has got, 0 to 1; below 1 only where it comes slowly. */
  readonly progress: number;
}

export type ChangeRow = (row: Row, context: RowContext) => Row;

/** What is different in the rows, in what the model makes of them, or in who reads them. */
export interface RowsDisturbance {
  /** Share of the records that are kept; 1 where it is as usual. */
  readonly captured?: number;
  /** Nobody calls the monitor. */
  readonly monitorOff?: true;
  /** Callers send other values. */
  readonly sent?: ChangeRow;
  /** What stands between request and model: captured is what was sent, and golden rows go the same way. */
  readonly served?: ChangeRow;
  /** What the model says. */
  readonly answered?: ChangeRow;
  /** The endpoint serves another artefact than was declared. */
  readonly otherModel?: true;
  /** Share of the inputs, those of one region, of which something else is true than before. */
  readonly flipped?: number;
  /** Labels that would come do not. */
  readonly noLabels?: true;
  /** Minutes after which it begins; at once where absent. */
  readonly afterMinutes?: number;
  /** Days until it has come in full; at once where absent. */
  readonly overDays?: number;
}
