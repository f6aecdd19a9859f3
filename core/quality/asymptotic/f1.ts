import type { Estimate } from '../interval.js';
import type { ScoredClasses } from '../scored.js';
import { influenceEstimate } from './normal-estimate.js';

type Rows = Pick<ScoredClasses, 'actual' | 'predicted'>;

/** F1 of one class, or the plain mean over several, with the interval of the delta method. A class that neither is nor is said has 0, as in scikit-learn. */
export function f1Estimate({ actual, predicted }: Rows, classes: readonly number[]): Estimate {
  const influences = new Float64Array(actual.length);
  let total = 0;
  for (const of of classes) {
    const hits = actual.filter((truth, row) => truth === of && predicted[row] === of).length;
    const both = actual.filter((truth) => truth === of).length + predicted.filter((said) => said === of).length;
    if (both === 0) continue;
    const f1 = (2 * hits) / both;
    total += f1;
    for (let row = 0; row < actual.length; row += 1) {
      const [is, said] = [Number(actual[row] === of), Number(predicted[row] === of)];
      // Of 2 h / b with both as shares of the rows: (2 dh - f1 db) / b.
      const moved = (2 * is * said - f1 * (is + said)) / (both / actual.length);
      influences[row] = (influences[row] ?? 0) + moved / classes.length;
    }
  }
  return influenceEstimate(total / classes.length, influences, [0, 1]);
}
