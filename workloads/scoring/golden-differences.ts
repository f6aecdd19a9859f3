import type { Output } from '../../core/schema/schema.js';

/** How far a number may be from what was recorded: engines agree to this. */
const TOLERANCE = 1e-6;
/** Probability at which a label flips; a label may differ only where a probability is this close to it. */
const THRESHOLD = 0.5;

type Answer = Readonly<Record<string, unknown>>;

/** What an answer says otherwise than what was recorded, in words; empty where it agrees. Outputs that were not recorded do not matter. */
export function goldenDifferences(expected: Answer, given: Answer, outputs: readonly Output[]): string[] {
  const undecided = Object.values(given)
    .flat()
    .some((value) => typeof value === 'number' && Math.abs(value - THRESHOLD) <= TOLERANCE);
  return outputs.flatMap((output) => {
    const wanted = expected[output.name];
    const got = given[output.name];
    if (wanted === undefined || agrees([wanted].flat(), [got].flat(), output, undecided)) return [];
    return [`${output.name} is ${JSON.stringify(got)}, recorded was ${JSON.stringify(wanted)}`];
  });
}

function agrees(wanted: readonly unknown[], got: readonly unknown[], { type }: Output, undecided: boolean): boolean {
  if (wanted.length !== got.length) return false;
  return got.every((value, index) => {
    const other = wanted[index];
    if (type === 'number' && typeof value === 'number' && typeof other === 'number') return Math.abs(value - other) <= TOLERANCE;
    return value === other || (undecided && type !== 'number');
  });
}
