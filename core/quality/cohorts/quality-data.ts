import type { MonitorDatum } from '../../drift/monitor/datum.js';
import type { CohortQuality } from './cohort-quality.js';
import { hasStopped } from './judge-quality.js';

type Bars = Readonly<Record<string, number>>;

/**
 * What a monitor publishes of its cohorts.
 *
 * @param cohorts by day, each with what it fails
 * @param now milliseconds since 1970
 */
export function qualityData(cohorts: readonly CohortQuality[], atLeast: Bars, now: number): MonitorDatum[] {
  const due = cohorts.findLast(({ state }) => state !== 'waiting');
  const judged = newestJudged(cohorts);
  const margins = Object.entries(atLeast).flatMap(([name, bar]) => {
    const upper = judged?.metrics[name]?.upper ?? Number.NaN;
    return Number.isFinite(upper) ? [upper - bar] : [];
  });
  return [
    ...(due === undefined ? [] : [{ name: 'LabelCoverage' as const, value: due.coverage }]),
    { name: 'LabelsStopped', value: cohorts.filter((cohort) => hasStopped(cohort, now)).length },
    ...(judged === undefined
      ? []
      : [
          { name: 'AnswersJudged' as const, value: judged.labels },
          { name: 'QualityFailing' as const, value: judged.fails.length },
          ...(margins.length === 0 ? [] : [{ name: 'QualityMargin' as const, value: Math.min(...margins) }]),
        ]),
  ];
}

/** The metrics of the newest judged cohort that have a bar. */
export function qualityValues(cohorts: readonly CohortQuality[], atLeast: Bars): { readonly metric: string; readonly value: number }[] {
  const judged = newestJudged(cohorts);
  return Object.keys(atLeast).flatMap((metric) => {
    const value = judged?.metrics[metric]?.value;
    return value === undefined ? [] : [{ metric, value }];
  });
}

function newestJudged(cohorts: readonly CohortQuality[]): CohortQuality | undefined {
  return cohorts.findLast(({ state }) => state === 'judged');
}
