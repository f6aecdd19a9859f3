import { Reference } from '../monitor/distribution.js';
import type { Profile } from '../profile/profile.js';
import { conclude, confirmed, type FeatureVerdict, type Verdict } from '../verdict/judge.js';
import { VERDICT_LIMITS as LIMITS } from '../verdict/limits.js';
import type { HealthyWindow } from '../verdict/thresholds.js';

/** What is said of one day. */
export interface DayVerdict {
  /** `yyyy-mm-dd`, UTC. */
  readonly day: string;
  /** Of a day after the first 28 healthy ones a column has drifted where it did in two of the last three. */
  readonly verdict: Verdict;
  /** Whether it is one of the first 28 healthy days, which later ones are held against. */
  readonly healthy: boolean;
}

/**
 * Judges days one after the other, as the monitor does: against the rows of training until 28 healthy days are there, each by itself and for a ticket at
 * most; from then on against those of the same weekday, by what they showed among themselves, and two of three days decide.
 */
export class DayJudge {
  private healthyDays: readonly HealthyWindow[];
  private reference: Reference;
  /** Days of the last week that were not healthy. */
  private strange: readonly HealthyWindow[] = [];
  /** Columns over their threshold, of the last days. */
  private recent: readonly ReadonlySet<string>[] = [];

  /** @param healthyDays days that somebody knows to be healthy; none where the first days are to show it */
  constructor(
    private readonly training: Profile,
    healthyDays: readonly HealthyWindow[] = [],
  ) {
    this.healthyDays = healthyDays;
    this.reference = new Reference(training, healthyDays);
  }

  /** Days have to come in their order. */
  next(window: HealthyWindow): DayVerdict {
    const { day, profile } = window;
    if (!this.reference.full) return this.beforeReference(window);
    const { verdict } = this.reference.judge(day, profile);
    const over = verdict.features.filter(({ drifted }) => drifted).map(({ name }) => name);
    const said = conclude(
      verdict.features.map((feature) => confirm(feature, this.recent)),
      verdict,
    );
    this.recent = [...this.recent, new Set(over)].slice(1 - LIMITS.of);
    return { day, verdict: verdict.verdict === 'too-little' ? verdict : said, healthy: false };
  }

  private beforeReference(window: HealthyWindow): DayVerdict {
    const { day, profile } = window;
    const weekBefore = this.strange.find((each) => each.day === dayAfter(day, -WEEK));
    const { verdict, healthy, comesBack } = this.reference.judge(day, profile, weekBefore?.profile);
    if (healthy) {
      this.healthyDays = [...this.healthyDays, ...(comesBack && weekBefore !== undefined ? [weekBefore] : []), window];
      this.reference = new Reference(this.training, this.healthyDays);
    } else if (verdict.verdict === 'drift') this.strange = [...this.strange, window].slice(-WEEK);
    return { day, verdict, healthy };
  }
}

const WEEK = 7;
const DAY_MILLIS = 86_400_000;

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLIS).toISOString().slice(0, 10);
}

function confirm(feature: FeatureVerdict, recent: readonly ReadonlySet<string>[]): FeatureVerdict {
  const windows = [...recent.map((over) => over.has(feature.name)), feature.drifted];
  const over = windows.filter(Boolean).length;
  if (over === 0) return feature;
  const drifted = confirmed(windows);
  const after = drifted
    ? `over its threshold in ${over} of the last ${windows.length} days`
    : `over its threshold in ${over} of the last ${windows.length} days, ${LIMITS.confirmed} of ${LIMITS.of} are needed`;
  return { ...feature, drifted, reason: `${feature.reason}; ${after}` };
}

/** A stretch of days on which somebody is told. */
export interface Episode {
  readonly notify: 'page' | 'ticket';
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Columns that drifted on any of them. */
  readonly columns: readonly string[];
}

/** Days running on which somebody is told are one episode, a page where one of them is. All columns and alarms share it: they wake the same person. */
export function episodesOf(days: readonly DayVerdict[]): Episode[] {
  const runs: DayVerdict[][] = [];
  let open: DayVerdict[] | undefined;
  for (const day of days) {
    if (day.verdict.notify === 'nobody') open = undefined;
    else if (open === undefined) runs.push((open = [day]));
    else open.push(day);
  }
  return runs.map((run) => ({
    notify: run.some(({ verdict }) => verdict.notify === 'page') ? 'page' : 'ticket',
    from: run[0]?.day ?? '',
    to: run.at(-1)?.day ?? '',
    days: run.length,
    columns: [...new Set(run.flatMap(({ verdict }) => verdict.features.filter(({ drifted }) => drifted).map(({ name }) => name)))],
  }));
}
