import { sumOf } from '../sum.js';

/**
 * Jensen-Shannon distance: the square root of the mean divergence of p and q from their middle, in bits, so 0 to 1 (Lin, IEEE Transactions on
 * Information Theory 37, 1991; Endres and Schindelin, 49, 2003, for the root). scipy: `jensenshannon(p, q, base=2)`.
 *
 * @param p counts of the bins, or shares
 * @param q counts of the same bins in other rows
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [rowsP, rowsQ] = [sumOf(p), sumOf(q)];
  if (rowsP === 0 || rowsQ === 0) return Number.NaN;
  const bits = sumOf(
    Array.from({ length: p.length }, (_, bin) => {
      const [a, b] = [(p[bin] ?? 0) / rowsP, (q[bin] ?? 0) / rowsQ];
      const middle = (a + b) / 2;
      return part(a, middle) + part(b, middle);
    }),
  );
  return Math.sqrt(Math.max(0, bits / 2));
}

function part(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}
