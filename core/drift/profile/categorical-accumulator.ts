import { MOST_UNSEEN, type CategoricalPlan, type CategoricalProfile } from './profile.js';
import { sensitiveName } from './sensitive-name.js';
import { FirstNames } from './first-names.js';

/** Longer names are cut, so that a column of free text does not fill a profile. */
export const LONGEST_NAME = 200;

/** Counts one categorical column in one pass. */
export class CategoricalAccumulator {
  private readonly places: ReadonlyMap<string, number>;
  private readonly knownCounts: Float64Array;
  private readonly unseen = new FirstNames(MOST_UNSEEN);
  private count = 0;
  private missing = 0;
  private typeErrors = 0;

  constructor(private readonly plan: CategoricalPlan) {
    this.places = new Map(plan.known.map((name, place) => [name, place]));
    this.knownCounts = new Float64Array(plan.known.length);
  }

  addMissing(rows = 1): void {
    this.missing += rows;
  }

  addTypeErrors(rows = 1): void {
    this.typeErrors += rows;
  }

  add(value: string): void {
    this.count += 1;
    const name = this.plan.sensitive === true ? sensitiveName(value) : categoryName(value);
    const place = this.places.get(name);
    if (place === undefined) this.unseen.add(name, 1);
    else this.knownCounts[place] = (this.knownCounts[place] ?? 0) + 1;
  }

  finish(): CategoricalProfile {
    const { count, missing, typeErrors } = this;
    return { ...this.plan, count, missing, typeErrors, knownCounts: [...this.knownCounts], ...this.unseen.counts() };
  }
}

/** The name under which a text is counted. */
export function categoryName(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}
