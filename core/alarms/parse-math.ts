import { ALARM_LIMITS } from '../limits/limits.js';
import type { Watched, WatchedMetric } from './definition.js';
import type { Expression } from './math/expression.js';
import { parseExpression } from './math/parse-expression.js';
import { typeOf } from './math/reckon.js';
import { readPeriod, readStatistic } from './parse-statistic.js';
import { AlarmProblem } from './problem.js';
import { booleanOf, recordOf, type Reader } from './properties.js';

/** `SELECT … FROM SCHEMA(…)`: CloudWatch Metrics Insights. */
const INSIGHTS = /^\s*SELECT\s/i;
const ID = /^[a-z][A-Za-z0-9_]*$/;

interface Item {
  readonly id: string;
  readonly returns: boolean;
  readonly metric?: WatchedMetric;
  readonly text?: string;
  readonly periodSeconds?: number;
}

/** Reads `Metrics`: metrics and expressions by id, one of which is watched. A labelled single metric comes this way too. */
export function parseMath(
  reader: Reader,
  list: readonly Readonly<Record<string, unknown>>[],
): { readonly watched: Watched; readonly periodSeconds: number | undefined } {
  const items = list.map((item, index) => readItem(reader.within(`Metrics.${index}`, item)));
  const byId = new Map(items.map((item) => [item.id, item]));
  if (byId.size < items.length) reader.fail('Metrics', 'two items of Metrics have the same Id');
  const returned = items.filter(({ returns }) => returns);
  const [main] = returned;
  if (main === undefined || returned.length > 1)
    reader.fail('Metrics', `${returned.length} items of Metrics have ReturnData; exactly one is watched, the others have ReturnData false`);
  const metrics = Object.fromEntries(items.flatMap(({ id, metric }) => (metric === undefined ? [] : [[id, metric] as const])));
  if (Object.keys(metrics).length > ALARM_LIMITS.metrics)
    reader.fail('Metrics', `${Object.keys(metrics).length} metrics are given; an alarm takes at most ${ALARM_LIMITS.metrics}`);
  const periods = [...new Set(items.flatMap(({ metric, periodSeconds }) => (metric === undefined ? [] : (periodSeconds ?? []))))];
  if (periods.length > 1) reader.fail('Metrics', `the metrics have periods of ${periods.join(' and ')} s; in an alarm all have the same`);
  const periodSeconds = periods[0] ?? main?.periodSeconds;
  if (main?.metric !== undefined) return { watched: main.metric, periodSeconds };
  return { watched: { kind: 'math', metrics, expression: read(reader, main, byId) }, periodSeconds };
}

function readItem(reader: Reader): Item {
  const id = reader.text('Id') ?? '';
  if (id !== '' && !ID.test(id))
    reader.fail('Metrics', `Id '${id}' is not accepted; it starts with a small letter and has letters, digits and underscores`);
  if (reader.has('AccountId')) reader.fail('AccountId', 'the metric is of another account, and nothing of that account is known here');
  const returns = booleanOf(reader.properties['ReturnData']) ?? true;
  const stat = recordOf(reader.properties['MetricStat']);
  if (stat === undefined) {
    const text = reader.text('Expression') ?? '';
    if (INSIGHTS.test(text))
      reader.fail('Metrics Insights', 'the expression is a Metrics Insights query over metrics that only an account holds');
    return { id, returns, text, ...(reader.has('Period') ? { periodSeconds: readPeriod(reader) ?? 60 } : {}) };
  }
  const inside = reader.within('MetricStat', stat);
  const metric = readStatistic(inside, inside.within('Metric', recordOf(stat['Metric']) ?? {}));
  return { id, returns, metric, periodSeconds: readPeriod(inside) ?? 60 };
}

function read(reader: Reader, main: Item | undefined, byId: ReadonlyMap<string, Item>): Expression {
  const expression = main === undefined ? nothing('Metrics') : expressionOf(main, byId, []);
  const type = expression instanceof AlarmProblem ? expression : typeOf(expression);
  if (type instanceof AlarmProblem) reader.fail(type.what, type.reason);
  else if (type !== 'series')
    reader.fail(
      'metric math',
      `'${main?.text}' gives ${type === 'list' ? 'several series' : 'a single number'}; an alarm watches exactly one series`,
    );
  return expression instanceof AlarmProblem ? { kind: 'number', value: Number.NaN } : expression;
}

/** @param within the expressions around it, outermost first */
function expressionOf(item: Item, byId: ReadonlyMap<string, Item>, within: readonly string[]): Expression | AlarmProblem {
  if (item.metric !== undefined) return { kind: 'metric', id: item.id };
  if (within.includes(item.id))
    return new AlarmProblem('metric math', `the expressions refer to each other in a circle: ${[...within, item.id].join(' -> ')}`);
  return parseExpression(item.text ?? '', (id) => {
    const meant = byId.get(id);
    return meant === undefined ? nothing(id) : expressionOf(meant, byId, [...within, item.id]);
  });
}

function nothing(id: string): AlarmProblem {
  return new AlarmProblem('metric math', `'${id}' is no Id of Metrics`);
}
