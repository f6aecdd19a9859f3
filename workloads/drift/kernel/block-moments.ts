import { momentsOf, NO_MOMENTS, type Moments } from '../../../core/drift/profile/moments.js';
import { CompensatedSum } from '../../../core/drift/sum.js';
import type { Kernel } from './kernel.js';

const LANES = 4;

/** Moments with the least and the greatest value. */
export interface BlockMoments extends Moments {
  readonly min: number;
  readonly max: number;
}

const NOTHING: BlockMoments = { ...NO_MOMENTS, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };

/** Of the finite values that lie at the front of a kernel's block. */
export function blockMoments({ call, block, doubles, out }: Kernel, count: number): BlockMoments {
  if (count === 0) return NOTHING;
  const values = doubles.subarray(block / 8, block / 8 + count);
  const lanes = count - (count % LANES);
  const end = block + lanes * 8;
  call.sums(block, end, out);
  const [sum, at] = [new CompensatedSum(), out / 8];
  for (let lane = 0; lane < 2 * LANES; lane += 1) sum.add(doubles[at + lane] ?? 0);
  let min = Math.min(doubles[at + 8] ?? 0, doubles[at + 9] ?? 0);
  let max = Math.max(doubles[at + 10] ?? 0, doubles[at + 11] ?? 0);
  const rest = values.subarray(lanes);
  for (const value of rest) {
    sum.add(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum.value / count;
  call.squares(block, end, mean, out);
  let squares = rest.reduce((total, value) => total + (value - mean) ** 2, 0);
  for (let lane = 0; lane < LANES; lane += 1) squares += doubles[at + lane] ?? 0;
  // Beyond the greatest double the plain way says what becomes of it.
  const usual = Number.isFinite(mean) && Number.isFinite(squares);
  return { ...(usual ? { count, mean, squares } : momentsOf(values)), min, max };
}
