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
  const first = block / 8;
  const lanes = count - (count % LANES);
  const end = block + lanes * 8;
  call.sums(block, end, out);
  const [sum, at] = [new CompensatedSum(), out / 8];
  for (let lane = 0; lane < 2 * LANES; lane += 1) sum.add(doubles[at + lane] ?? 0);
  let min = Math.min(doubles[at + 8] ?? 0, doubles[at + 9] ?? 0);
  let max = Math.max(doubles[at + 10] ?? 0, doubles[at + 11] ?? 0);
  for (let rest = first + lanes; rest < first + count; rest += 1) {
    const value = doubles[rest] ?? 0;
    sum.add(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum.value / count;
  call.squares(block, end, mean, out);
  let squares = 0;
  for (let lane = 0; lane < LANES; lane += 1) squares += doubles[at + lane] ?? 0;
  for (let rest = first + lanes; rest < first + count; rest += 1) squares += ((doubles[rest] ?? 0) - mean) ** 2;
  // Beyond the greatest double the plain way says what becomes of it.
  const usual = Number.isFinite(mean) && Number.isFinite(squares);
  return { ...(usual ? { count, mean, squares } : momentsOf(doubles.subarray(first, first + count))), min, max };
}
