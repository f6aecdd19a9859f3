import type { BatchSettings } from '../../../core/batch/settings.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';
import { parquetOfTexts } from './parquet-texts.js';

/** Records of an input, as a rehearsal writes them: what kind each is decides how the job answers it. */
export type RecordKind = 'usual' | 'broken' | 'cut';
const CUT: RecordKind = 'cut';
/** Column of a table in which its records say of what kind they are. */
const KIND = 'kind';

export interface InputObject {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Records that each run should read. */
export function recordsOf({ oneBrokenIn }: RunsDisturbance): number {
  return oneBrokenIn ?? RUN_CONSTANTS.recordsOfInput.value;
}

/** The objects of a run's input, and what a fault makes of them. */
export function inputObjects(
  records: number,
  disturbance: RunsDisturbance,
  { format, table }: Pick<BatchSettings, 'format' | 'table'>,
): InputObject[] {
  const { value: objects } = RUN_CONSTANTS.objectsOfInput;
  const { inputEmpty, inputCut, oneBrokenIn } = disturbance;
  return Array.from({ length: objects }, (_, index) => {
    const length = inputEmpty === true ? 0 : Math.ceil((records - index) / objects);
    const kinds = Array.from({ length }, (_, place): RecordKind =>
      oneBrokenIn !== undefined && index === 0 && place === 0 ? 'broken' : 'usual',
    );
    const isCut = inputCut === true && index === objects - 1;
    return { name: `part-${index}.${table ?? format}`, content: table === undefined ? linesOf(kinds, isCut) : tableOf(kinds, isCut) };
  });
}

/** One that is cut ends in the middle of a record, halfway. */
function linesOf(kinds: readonly RecordKind[], isCut: boolean): string {
  const whole = isCut ? kinds.slice(0, Math.floor(kinds.length / 2)) : kinds;
  return `${whole.map((kind) => `${kind}\n`).join('')}${isCut ? CUT : ''}`;
}

/** One that is cut lacks its end, which says where its rows are. */
function tableOf(kinds: readonly RecordKind[], isCut: boolean): Uint8Array {
  const whole = parquetOfTexts(KIND, kinds);
  return isCut ? whole.subarray(0, Math.floor(whole.length / 2)) : whole;
}

/** What a line that the job reads is: of a table, one that was made of a row. */
export function kindOfLine(line: string, { table }: Pick<BatchSettings, 'table'>): RecordKind {
  return (table === undefined ? line : (JSON.parse(line) as { readonly [KIND]: string })[KIND]) as RecordKind;
}
