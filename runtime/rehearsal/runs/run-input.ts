import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import { RUN_CONSTANTS } from '../../simulation/run-constants.js';

/** Records of an input, as a rehearsal writes them: what kind each is decides how the job answers it. */
export const RECORDS = { usual: 'usual', broken: 'broken', cut: 'cut' } as const;

/** Records that each run should read. */
export function recordsOf({ oneBrokenIn }: RunsDisturbance): number {
  return oneBrokenIn ?? RUN_CONSTANTS.recordsOfInput.value;
}

/** The objects of a run's input, and what a fault makes of them. */
export function inputTexts(records: number, { inputEmpty, inputCut, oneBrokenIn }: RunsDisturbance): string[] {
  const { value: objects } = RUN_CONSTANTS.objectsOfInput;
  return Array.from({ length: objects }, (_, index) => {
    if (inputEmpty === true) return '';
    const lines: string[] = Array.from({ length: Math.ceil((records - index) / objects) }, () => RECORDS.usual);
    if (oneBrokenIn !== undefined && index === 0) lines[0] = RECORDS.broken;
    const whole = inputCut === true && index === objects - 1 ? lines.slice(0, Math.floor(lines.length / 2)) : lines;
    return `${whole.map((line) => `${line}\n`).join('')}${whole === lines ? '' : RECORDS.cut}`;
  });
}
