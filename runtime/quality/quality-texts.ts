import { QUALITY_LIMITS } from '../../core/quality/cohorts/limits.js';
import type { QualityVerdict } from '../../core/quality/cohorts/judge-quality.js';
import { plural } from '../report/words.js';

/** Metrics that are shown where nobody set a bar: the one that says most of each kind of model first. */
const PREFERRED = ['roc_auc', 'accuracy', 'neg_mean_absolute_error', 'neg_root_mean_squared_error'];
const MOST_SHOWN = 2;

/** Metrics that a reader wants to see first: those with a bar, else the telling ones. */
export function metricsShown({ atLeast, cohorts }: QualityVerdict): string[] {
  const bars = Object.keys(atLeast);
  if (bars.length > 0) return bars;
  const known = new Set(cohorts.flatMap(({ metrics, estimated }) => [...Object.keys(metrics), ...Object.keys(estimated?.metrics ?? {})]));
  return PREFERRED.filter((name) => known.has(name)).slice(0, MOST_SHOWN);
}

/** The verdict in one sentence. */
export function qualitySentence({ verdict, cohorts, atLeast, failures }: QualityVerdict): string {
  const judged = cohorts.filter(({ state }) => state === 'judged');
  const days = `${plural(judged.length, 'day')} of ${cohorts.length}`;
  const last = judged.at(-1);
  switch (verdict) {
    case 'waiting':
      return `No day can be judged yet: labels are not due, or less than ${QUALITY_LIMITS.coverage * 100} % of them are in.`;
    case 'no-bar':
      return `${days} could be judged; nothing says what is good enough: give a bar with --at-least METRIC=VALUE.`;
    case 'good':
      return `The model is good enough: ${Object.entries(atLeast).map(barText).join(', ')}. ${days} could be judged${
        failures.length === 0
          ? ''
          : `; it was not on ${plural(
              failures.reduce((sum, each) => sum + each.days, 0),
              'day',
            )} of them`
      }.`;
    default:
      return `The model is not good enough any more: ${(last?.fails ?? []).map((name) => `${barText([name, atLeast[name] ?? 0])} is missed since ${sinceOf(judged, name)}`).join(', ')}. ${days} could be judged.`;
  }
}

function barText([name, least]: readonly [string, number]): string {
  return `${name} at least ${least}`;
}

/** The first day of the run that goes on until the last. */
function sinceOf(judged: QualityVerdict['cohorts'], metric: string): string {
  const start = judged.findLastIndex(({ below }) => !below.includes(metric));
  return judged[start + 1]?.day ?? '';
}
