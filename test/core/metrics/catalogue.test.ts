import { instanceFacts, type InstanceFacts } from '../../../core/limits/index';
import { bounds, CATALOGUE, findMetric, metricsOf, publishes, type MetricEntry } from '../../../core/metrics/index';
import { IDLE, MEASURED, NEVER_PUBLISHED, NOT_ASYNC, type Measured } from './measured';

const M5_LARGE = instanceFacts('ml.m5.large') as InstanceFacts;

function rowsOf(kind: Measured['kind'], name: string, namespace: string): readonly MetricEntry[] {
  const mode = kind === 'async' ? 'async' : 'real-time';
  return metricsOf(mode).filter(
    (entry) => entry.name === name && entry.namespace === namespace && (entry.needs === 'inference-components') === (kind === 'components'),
  );
}

describe('the catalogue agrees with live endpoints', () => {
  const cases = MEASURED.flatMap(({ kind, namespace, dimensions, metrics }) =>
    metrics.map((name): [string, Measured['kind'], string, string, readonly string[]] => [
      `${kind} ${namespace} ${name}`,
      kind,
      name,
      namespace,
      dimensions,
    ]),
  );

  test.each(cases)('%s', (_title, kind, name, namespace, dimensions) => {
    const sets = rowsOf(kind, name, namespace).flatMap((entry) => entry.dimensions);
    expect(sets).toContainEqual(dimensions);
  });

  test('classic endpoints and components publish nothing else that is documented for them', () => {
    const known = new Set(MEASURED.map(({ kind, metrics }) => metrics.map((name) => `${kind} ${name}`)).flat());
    const extra = metricsOf('real-time')
      .map(({ needs, name }) => `${needs === 'inference-components' ? 'components' : 'classic'} ${name}`)
      .filter((name) => !known.has(name));
    // Published by endpoints that scaled to zero, which the probe had none of: Developer Guide, endpoint-auto-scaling-zero-instances.
    expect(extra).toEqual(['components NoCapacityInvocationFailures']);
  });

  test('an asynchronous endpoint has none of what it was seen not to publish', () => {
    expect(NOT_ASYNC.filter((name) => findMetric('async', name) !== undefined)).toEqual([]);
  });

  test('no row has the set that is documented and never published', () => {
    expect(CATALOGUE.filter(({ dimensions }) => dimensions.some((set) => set.join() === NEVER_PUBLISHED.join()))).toEqual([]);
  });

  test.each(IDLE)('idle $name of $kind endpoints: $idle', ({ kind, name, idle }) => {
    expect(rowsOf(kind, name, 'AWS/SageMaker').map((entry) => entry.idle)).toEqual([idle]);
  });
});

test('every row says what it needs to', () => {
  for (const { name, namespace, dimensions, statistics, source, range } of CATALOGUE) {
    expect([name, namespace, source].every((text) => text !== '')).toBe(true);
    expect(statistics.length).toBeGreaterThan(0);
    expect(dimensions.length).toBeGreaterThan(0);
    expect(dimensions.map((set) => set.join())).toEqual(dimensions.map((set) => set.toSorted((a, b) => (a < b ? -1 : 1)).join()));
    expect(range.min).toBeLessThanOrEqual(range.max ?? Infinity);
  }
});

test('no metric of a mode has two rows for one dimension set', () => {
  const keys = CATALOGUE.flatMap(({ mode, namespace, name, dimensions }) =>
    dimensions.map((set) => `${mode} ${namespace} ${name} ${set.join()}`),
  );
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

// SageMaker Developer Guide, monitoring-cloudwatch and async-inference-monitor.
test.each<[Parameters<typeof findMetric>[0], string, string, boolean]>([
  ['real-time', 'OverheadLatency', 'p99', false],
  ['real-time', 'OverheadLatency', 'Average', true],
  ['real-time', 'ModelLatency', 'p99.9', true],
  ['async', 'ModelLatency', 'p99', false],
  ['real-time', 'Invocations', 'Average', false],
  ['real-time', 'Invocation5XXErrors', 'Average', true],
  ['real-time', 'ModelLatency', 'p101', false],
])('%s %s has %s: %s', (mode, name, statistic, expected) => {
  expect(publishes(findMetric(mode, name) as MetricEntry, statistic)).toBe(expected);
});

test.each<[string, string, InstanceFacts | undefined, number]>([
  ['Invocation5XXErrors', 'Average', undefined, 1],
  ['Invocation5XXErrors', 'Sum', undefined, Infinity],
  ['CPUUtilization', 'Average', M5_LARGE, 200],
  ['CPUUtilization', 'Maximum', undefined, Infinity],
  ['CPUUtilization', 'SampleCount', M5_LARGE, Infinity],
  ['MemoryUtilization', 'Maximum', undefined, 100],
  ['ModelLatency', 'p99', undefined, Infinity],
])('%s %s reaches at most %#', (name, statistic, machine, expected) => {
  expect(bounds(findMetric('real-time', name) as MetricEntry, statistic, machine).max).toBe(expected);
});

test('serverless endpoints publish no host metrics but memory, and what transform jobs publish has the dimension Host', () => {
  expect(
    metricsOf('serverless')
      .filter(({ namespace }) => namespace === '/aws/sagemaker/Endpoints')
      .map(({ name }) => name),
  ).toEqual(['MemoryUtilization']);
  expect(new Set(metricsOf('batch').flatMap(({ dimensions }) => dimensions.map((set) => set.join())))).toEqual(new Set(['Host']));
});

test('an embedded model publishes nothing by itself', () => {
  expect(metricsOf('embedded')).toEqual([]);
});
