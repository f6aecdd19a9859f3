import fc from 'fast-check';
import { AlarmProblem } from '../../../core/alarms/index';
import type { Series } from '../../../core/alarms/math/expression';
import { parseExpression } from '../../../core/alarms/math/parse-expression';
import { isPointwise, reckon, typeOf } from '../../../core/alarms/math/reckon';

const _ = Number.NaN;

// CloudWatch user guide, using-metric-math: the worked examples, in the guide's order.
describe('the worked examples of the guide', () => {
  const pair = { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] };
  test.each([
    ['metric1 < metric2', [0, 0, 1, 0]],
    ['metric1 >= 30', [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0]],
  ])('%s', (text, expected) => {
    expect(value(text, pair)).toEqual(expected);
  });

  const three = { metric1: [1, 1, 0, 0, _], metric2: [30, _, 0, 0, 30], metric3: [0, 0, 20, _, 20] };
  test.each([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, 0, _]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, _, _]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, _]],
    ['IF(metric1, metric2)', [30, 0, _, _, _]],
    ['IF(metric1 < 1, 10, 2)', [2, 2, 10, 10, _]],
    ['IF(0, metric2, metric3)', [0, 0, 20, _, 20]],
    ['IF(0, metric2)', [_, _, _, _, _]],
  ])('%s', (text, expected) => {
    expect(value(text, three)).toEqual(expected);
  });

  test('of a false point without its series the older text of the guide says that it is dropped', () => {
    expect(value('IF(metric1, metric2, metric3)', three, 'dropped')).toEqual([30, 0, 20, _, _]);
  });
});

// The meaning of each is in the same guide's table of functions.
test.each<[string, Record<string, Series>, Series]>([
  ['m1 + m2', { m1: [1, _, _], m2: [2, 3, _] }, [3, 3, _]],
  ['m1 - m2', { m1: [1, _], m2: [_, 3] }, [1, -3]],
  ['m1 * 2', { m1: [1, _] }, [2, _]],
  ['m1 / m2', { m1: [6, 1, _], m2: [3, 0, 4] }, [2, _, 0]],
  ['100 / m1', { m1: [0, 50] }, [_, 2]],
  ['-m1', { m1: [1, _] }, [-1, _]],
  ['m1 == m2', { m1: [1, 0], m2: [1, _] }, [1, 1]],
  ['m1 != 2', { m1: [1, 2] }, [1, 0]],
  ['m1 || m2', { m1: [0, 0, 2], m2: [0, 1, _] }, [0, 1, 1]],
  ['m1 && m2', { m1: [1, 0, 2], m2: [1, 1, _] }, [1, 0, 0]],
  ['ABS(m1)', { m1: [-2, 2, _] }, [2, 2, _]],
  ['CEIL(m1) - FLOOR(m1)', { m1: [1.2, 3] }, [1, 0]],
  ['LOG10(m1)', { m1: [1000, 0] }, [3, _]],
  ['FILL(m1, 7)', { m1: [_, 1] }, [7, 1]],
  ['FILL(m1, m2)', { m1: [_, 1, _], m2: [5, 6, _] }, [5, 1, _]],
  ['FILL(m1, REPEAT)', { m1: [_, 1, _, _, 4] }, [_, 1, 1, 1, 4]],
  ['FILL(m1, LINEAR)', { m1: [_, 1, _, _, 4, _] }, [_, 1, 2, 3, 4, _]],
  ['FILL(m1, MIN(m1))', { m1: [_, 3, 2] }, [2, 3, 2]],
  ['SUM([m1, m2])', { m1: [1, _, _], m2: [2, 3, _] }, [3, 3, _]],
  ['AVG([m1, m2])', { m1: [1, _, _], m2: [2, 3, _] }, [1.5, 1.5, _]],
  ['MAX([m1, m2]) - MIN([m1, m2])', { m1: [1, _], m2: [5, 3] }, [4, 0]],
  ['DATAPOINT_COUNT([m1, m2])', { m1: [1, _, _], m2: [5, 3, _] }, [2, 1, 0]],
  ['m1 - AVG(m1)', { m1: [1, _, 3] }, [-1, _, 1]],
  ['m1 / SUM(m1)', { m1: [1, 3] }, [0.25, 0.75]],
  ['m1 / PERIOD(m1)', { m1: [120] }, [2]],
  ['RATE(m1)', { m1: [0, 60, _, 180] }, [_, 1, _, 1]],
  ['DIFF(m1)', { m1: [1, 4, _, 9] }, [_, 3, _, 5]],
  ['DIFF_TIME(m1)', { m1: [1, 4, _, 9] }, [_, 60, _, 120]],
  ['RUNNING_SUM(m1)', { m1: [1, _, 2] }, [1, _, 3]],
  ['TIME_SERIES(5)', { m1: [_, 1] }, [5, 5]],
  ['TIME_SERIES(MAX(m1))', { m1: [_, 3, 1] }, [3, 3, 3]],
  ['m1 / METRIC_COUNT([m1, m2])', { m1: [4], m2: [_] }, [2]],
  ['FIRST(SORT([m1, m2], AVG, DESC))', { m1: [1, 9], m2: [6, 6] }, [6, 6]],
  ['LAST(SORT([m1, m2], MAX, ASC))', { m1: [1, 9], m2: [6, 6] }, [1, 9]],
  ['SUM(SLICE([m1, m2], 1))', { m1: [1], m2: [6] }, [6]],
  ['SUM(100 / [m1, m2])', { m1: [50], m2: [20] }, [7]],
  ['MIN(ABS([m1, m2]))', { m1: [-5], m2: [20] }, [5]],
  // 1 January 1970 was a Thursday.
  ['DAY(m1) * 100 + HOUR(m1) + MINUTE(m1)', { m1: [1, 1, _] }, [400, 401, _]],
])('%s of %j', (text, metrics, expected) => {
  expect(value(text, metrics)).toEqual(expected);
});

test.each([
  ['m1 + m1 * 2', 3],
  ['(m1 + m1) * 2', 4],
  ['m1 - 1 - 1', -1],
  ['2 ^ 3 ^ m1', 8],
  ['-m1 ^ 2', -1],
  ['m1 > 0 OR m1 > 5 AND m1 > 5', 1],
  ['m1 + 1 > 1 && m1 < 3', 1],
  ['m1 * 1e3 + .5', 1000.5],
])('%s binds as in other languages', (text, expected) => {
  expect(value(text, { m1: [1] })).toEqual([expected]);
});

test.each([
  ['m1 +', 'metric math', /the end at character 5 of 'm1 \+' is not expected/],
  ['m1 # 2', 'metric math', /"#" at character 4/],
  ['(m1', 'metric math', /there could be '\)'/],
  ['m1 m1', 'metric math', /'m1' at character 4/],
  ['m9', 'm9', /no Id/],
  ['avg(m1)', 'avg', /upper case: AVG/],
  ['MEDIAN(m1)', 'MEDIAN', /not one that is known here/],
  ['METRICS()', 'METRICS', /write the ids out/],
  [`SUM(SEARCH('{AWS/EC2} x', 'Sum'))`, 'SEARCH', /only an account knows/],
  ['ANOMALY_DETECTION_BAND(m1, 2)', 'ANOMALY_DETECTION_BAND', /does not publish/],
  ['METRIC_COUNT(m1)', 'METRIC_COUNT', /does not take \(a series\)/],
  ['m1 + REPEAT', 'metric math', /no words/],
  ['[]', 'metric math', /at least one/],
  [`${'('.repeat(5000)}m1`, 'metric math', /nested too deeply/],
])('fails on %.40s, by name', (text, what, reason) => {
  const problem = typed(text, ['m1']);
  expect(problem).toBeInstanceOf(AlarmProblem);
  expect(problem).toMatchObject({ what, reason: expect.stringMatching(reason) as string });
});

test('no text makes the reader stumble', () => {
  const piece = fc.constantFrom('m1', 'AVG', '(', ')', '[', ']', ',', '+', '-', '^', '1', '.', '"', ' ', 'IF', 'AND', '<', '=');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join('')),
      ),
      (text) => {
        expect(() => typed(text, ['m1'])).not.toThrow();
      },
    ),
  );
});

test('an expression is pointwise where other points of the range change nothing', () => {
  const pointwise = (text: string): boolean => {
    const expression = parseExpression(text, (id) => ({ kind: 'metric', id }));
    return !(expression instanceof AlarmProblem) && isPointwise(expression);
  };
  expect(['IF(m1 > 3, m2 / m1, 0)', 'FILL(m1, 0)', 'SUM([m1, m2])'].map(pointwise)).toEqual([true, true, true]);
  expect(['m1 - AVG(m1)', 'FILL(m1, REPEAT)', 'RATE(m1)', 'RUNNING_SUM(m1)'].map(pointwise)).toEqual([false, false, false, false]);
});

function typed(text: string, ids: readonly string[]): unknown {
  const expression = parseExpression(text, (id) => (ids.includes(id) ? { kind: 'metric', id } : new AlarmProblem(id, `'${id}' is no Id`)));
  return expression instanceof AlarmProblem ? expression : typeOf(expression);
}

function value(text: string, metrics: Readonly<Record<string, Series>>, ifWithoutFalse: 'zero' | 'dropped' = 'zero'): unknown {
  const expression = parseExpression(text, (id) => ({ kind: 'metric', id }));
  if (expression instanceof AlarmProblem) throw new Error(expression.reason);
  expect(typeOf(expression)).toBe('series');
  const length = Object.values(metrics)[0]?.length ?? 0;
  const starts = Array.from({ length }, (_point, index) => index * 60_000);
  return reckon(expression, { metrics, length, periodSeconds: 60, starts, ifWithoutFalse });
}
