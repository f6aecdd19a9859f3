import type { Strength } from '../faults/fault.js';

/** Halvings of a range: of one by ratio from 1 to 2000 the last step is 12 %. */
const HALVINGS = 6;
/** Where, between the weakest and the strongest, a fault is tried that an alarm sees at neither its fixed nor its strongest strength. */
const TRIED = [0.25, 0.5, 0.75, 0.9];

/** A strength at a share of the way through a fault's range. */
export function strengthAt({ range: [weakest, strongest], steps }: Strength, share: number): number {
  return steps === 'ratio' ? weakest * (strongest / weakest) ** share : weakest + (strongest - weakest) * share;
}

function shareOf({ range: [weakest, strongest], steps }: Strength, strength: number): number {
  return steps === 'ratio' ? Math.log(strength / weakest) / Math.log(strongest / weakest) : (strength - weakest) / (strongest - weakest);
}

/**
 * The weakest strength that is seen, by bisection; undefined where none is. What is seen at one strength is taken as seen at every stronger
 * one up to the next that was tried.
 */
export function weakestSeen(strength: Strength, sees: (strength: number) => boolean): number | undefined {
  const search = bisection(strength, HALVINGS);
  let next = search.next();
  while (next.done !== true) next = search.next(sees(next.value));
  return next.value;
}

/** The same, where to see takes a while. */
export async function weakestSeenLater(
  strength: Strength,
  sees: (strength: number) => Promise<boolean>,
  halvings = HALVINGS,
): Promise<number | undefined> {
  const search = bisection(strength, halvings);
  let next = search.next();
  while (next.done !== true) next = search.next(await sees(next.value));
  return next.value;
}

/** Asks of strengths whether they are seen. */
function* bisection(strength: Strength, halvings: number): Generator<number, number | undefined, boolean> {
  let first: number | undefined;
  for (const share of sharesTried(strength)) {
    if (!(yield shareStrength(strength, share))) continue;
    first = share;
    break;
  }
  if (first === undefined) return undefined;
  if (yield strengthAt(strength, 0)) return strengthAt(strength, 0);
  let [unseen, seen] = [0, first];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (unseen + seen) / 2;
    if (yield strengthAt(strength, middle)) seen = middle;
    else unseen = middle;
  }
  return strengthAt(strength, seen);
}

/** Strengths at which a fault is tried before the weakest is sought. */
export function strengthsTried(strength: Strength): number[] {
  return sharesTried(strength).map((share) => shareStrength(strength, share));
}

function sharesTried(strength: Strength): number[] {
  return [shareOf(strength, strength.fixed), 1, ...TRIED].filter((share) => share >= 0 && share <= 1);
}

/** The fixed strength exactly as it is stated, so that its run is not made twice. */
function shareStrength(strength: Strength, share: number): number {
  return share === shareOf(strength, strength.fixed) ? strength.fixed : strengthAt(strength, share);
}
