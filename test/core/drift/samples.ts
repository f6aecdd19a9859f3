import { seeded } from '../../../runtime/random';

/** A sample as reference.py draws it. */
export interface Recipe {
  readonly size: number;
  readonly seed: number;
  /** How many uniform draws are added up for one value. */
  readonly draws: number;
  readonly scale: number;
  readonly shift: number;
  readonly step?: number;
}

export function sampleOf({ size, seed, draws, scale, shift, step }: Recipe): Float64Array {
  const dice = seeded(seed);
  return Float64Array.from({ length: size }, () => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw += 1) sum += dice();
    const value = sum * scale + shift;
    return step === undefined ? value : Math.floor(value / step) * step;
  });
}
