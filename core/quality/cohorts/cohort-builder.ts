import { DAY_MILLIS } from './day.js';

/** One answer of the model, which waits for its label. */
export interface Answer {
  /** By which a label finds it; undefined where the label comes with it. */
  readonly id?: string;
  /** When it was given, in milliseconds since 1970. */
  readonly at: number;
  /** What the model said, as text; undefined where probabilities say it. */
  readonly said?: string;
  /** Probability of the positive class, or of each class in order. */
  readonly probability?: number | readonly number[];
  readonly label?: string;
  /** Values of the declared segments and groups, in the order of their names. */
  readonly parts: readonly string[];
}

/** The answers of one day, column by column, each with its label where that is in. */
export interface Cohort {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  readonly said: readonly (string | undefined)[];
  readonly probability: readonly Answer['probability'][];
  readonly labels: readonly (string | undefined)[];
  /** One list a part. */
  readonly parts: readonly (readonly string[])[];
}

/** What was put together of answers and labels. */
export interface JoinedCohorts {
  /** By day. */
  readonly cohorts: readonly Cohort[];
  /** Answers whose id was there before: delivered twice, counted once. */
  readonly repeated: number;
  /** Labels whose answer nobody brought. */
  readonly unmatched: number;
}

interface OpenCohort {
  readonly ids: (string | undefined)[];
  readonly said: (string | undefined)[];
  readonly probability: Answer['probability'][];
  readonly labels: (string | undefined)[];
  readonly parts: string[][];
}

/** Brings answers and labels together by id, in whatever order they come, and keeps them apart by the day of the answer. */
export class CohortBuilder {
  private readonly days = new Map<string, OpenCohort>();
  private readonly ids = new Set<string>();
  private readonly labels = new Map<string, string>();
  private repeated = 0;

  /** @param parts how many values an answer has of segments and groups */
  constructor(private readonly parts: number) {}

  add({ id, at, said, probability, label, parts }: Answer): void {
    if (id !== undefined) {
      if (this.ids.has(id)) {
        this.repeated += 1;
        return;
      }
      this.ids.add(id);
    }
    const cohort = this.cohortOf(new Date(Math.floor(at / DAY_MILLIS) * DAY_MILLIS).toISOString().slice(0, 10));
    cohort.ids.push(id);
    cohort.said.push(said);
    cohort.probability.push(probability);
    cohort.labels.push(label);
    for (const [place, values] of cohort.parts.entries()) values.push(parts[place] ?? '');
  }

  /** Of several labels of one answer the last counts: what was first thought gets corrected. */
  label(id: string, label: string): void {
    this.labels.set(id, label);
  }

  finish(): JoinedCohorts {
    let matched = 0;
    const cohorts = [...this.days]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([day, { ids, said, probability, labels, parts }]): Cohort => {
        const joined = ids.map((id, row) => {
          const label = id === undefined ? undefined : this.labels.get(id);
          if (label !== undefined) matched += 1;
          return label ?? labels[row];
        });
        return { day, said, probability, labels: joined, parts };
      });
    return { cohorts, repeated: this.repeated, unmatched: this.labels.size - matched };
  }

  private cohortOf(day: string): OpenCohort {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const made = { ids: [], said: [], probability: [], labels: [], parts: Array.from({ length: this.parts }, () => []) };
    this.days.set(day, made);
    return made;
  }
}
