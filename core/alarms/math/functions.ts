import { AGGREGATES } from './functions-aggregate.js';
import { LISTS } from './functions-list.js';
import { POINTS } from './functions-point.js';
import type { MathFunction } from './math-function.js';

/** Every function that is reckoned here, by name (CloudWatch user guide, using-metric-math). */
export const FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map(Object.entries({ ...POINTS, ...AGGREGATES, ...LISTS }));

/** Functions that CloudWatch has and that cannot be reproduced from samples, with the reason. */
export const REFUSED_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['ANOMALY_DETECTION_BAND', 'an anomaly detection band is a model that CloudWatch trains and does not publish'],
  ['METRICS', 'METRICS() takes whatever metrics the request holds; write the ids out'],
  ['SEARCH', 'SEARCH finds metrics that only an account knows; CloudWatch refuses it in alarms too'],
  ['SERVICE_QUOTA', 'SERVICE_QUOTA is a number that only an account knows'],
  ['INSIGHT_RULE_METRIC', 'INSIGHT_RULE_METRIC reads a Contributor Insights rule, which only an account holds'],
  ['DB_PERF_INSIGHTS', 'DB_PERF_INSIGHTS reads Performance Insights, which only an account holds'],
  ['LAMBDA', 'LAMBDA asks a data source connector, which only an account holds'],
]);

/** Words that stand for themselves as arguments. */
export const WORDS: readonly string[] = ['REPEAT', 'LINEAR', 'ASC', 'DESC', 'AVG', 'MIN', 'MAX', 'SUM'];
