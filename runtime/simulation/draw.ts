import type { Random } from '../random.js';

// In tests the globals are looked up in another realm, which is slow where it is done millions of times.
const { cos, exp, log, log1p, max, min, round, sqrt } = Math;

/** From here on the normal distribution stands in for the discrete one: its error is then below that of any rate that an alarm looks at. */
const LARGE_MEAN = 50;

/** A number of independent arrivals with the given mean. */
export function poisson(mean: number, random: Random): number {
  if (mean <= 0) return 0;
  if (mean > LARGE_MEAN) return max(0, round(mean + sqrt(mean) * normal(random)));
  const limit = exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

/** How many of `n` come out true, each with the given chance. */
export function binomial(n: number, chance: number, random: Random): number {
  if (n <= 0 || chance <= 0) return 0;
  if (chance >= 1) return n;
  if (chance > 0.5) return n - binomial(n, 1 - chance, random);
  const mean = n * chance;
  if (mean > LARGE_MEAN) return min(n, max(0, round(mean + sqrt(mean * (1 - chance)) * normal(random))));
  return byInversion(n, chance, random);
}

/** Walks up the distribution until it holds the die. */
function byInversion(n: number, chance: number, random: Random): number {
  const odds = chance / (1 - chance);
  let probability = exp(n * log1p(-chance));
  let left = random();
  let count = 0;
  while (left > probability && count < n) {
    left -= probability;
    count += 1;
    probability *= (odds * (n - count + 1)) / count;
  }
  return count;
}

/** Box and Muller. */
export function normal(random: Random): number {
  return sqrt(-2 * log(1 - random())) * cos(2 * Math.PI * random());
}
