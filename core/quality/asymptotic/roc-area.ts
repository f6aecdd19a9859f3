import type { Estimate } from '../interval.js';
import { normalEstimate } from './normal-estimate.js';

/**
 * Area under the ROC curve with the interval of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), from the ranks of the scores as Sun and Xu
 * showed (IEEE Signal Processing Letters 21, 2014): for each row the share of the other class that it stands above, ties counting one half.
 *
 * @param actual 1 for the positive class
 * @returns NaN where one class is absent
 */
export function rocAreaEstimate(actual: readonly number[], score: readonly number[]): Estimate {
  const order = Uint32Array.from(score.keys()).sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
  const positives = actual.filter((each) => each === 1).length;
  const negatives = actual.length - positives;
  const ofPositives = new Moments();
  const ofNegatives = new Moments();
  let [positivesBelow, negativesBelow] = [0, 0];
  for (let start = 0; start < order.length;) {
    let [tiedPositives, tiedNegatives, end] = [0, 0, start];
    const tie = score[order[start] ?? 0];
    for (; end < order.length && score[order[end] ?? 0] === tie; end += 1) {
      if (actual[order[end] ?? 0] === 1) tiedPositives += 1;
      else tiedNegatives += 1;
    }
    ofPositives.add((negativesBelow + tiedNegatives / 2) / negatives, tiedPositives);
    ofNegatives.add((positives - positivesBelow - tiedPositives / 2) / positives, tiedNegatives);
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
    start = end;
  }
  return normalEstimate(ofPositives.mean, Math.sqrt(ofPositives.variance / positives + ofNegatives.variance / negatives), [0, 1]);
}

/** Mean and variance of values that each occur several times (Welford; West, Communications of the ACM 22, 1979). */
class Moments {
  private rows = 0;
  private center = 0;
  private squares = 0;

  add(value: number, times: number): void {
    if (times === 0) return;
    this.rows += times;
    const distance = value - this.center;
    this.center += (distance * times) / this.rows;
    this.squares += distance * (value - this.center) * times;
  }

  get mean(): number {
    return this.rows === 0 ? Number.NaN : this.center;
  }

  /** Of a sample: divided by one less than its rows. */
  get variance(): number {
    return this.squares / (this.rows - 1);
  }
}
