import { renderSummary } from '../../../bin/render/summary';
import type { RunSummary } from '../../../runtime/index';

const SUMMARY: RunSummary = {
  version: 1,
  service: {
    path: 'dev/Spam/Filter/Endpoint',
    endpointName: 'dev-Spam-Filter',
    region: 'eu-central-1',
    variants: [{ name: 'AllTraffic', weight: 1, calls: 842 }],
  },
  quality: {
    rows: 842,
    truePositives: 309,
    trueNegatives: 483,
    falsePositives: 23,
    falseNegatives: 27,
    accuracy: 0.941,
    precision: 0.931,
    recall: 0.92,
    rocAuc: 0.9872,
    majorityAccuracy: 0.601,
    classes: ['nonspam', 'spam'],
  },
  latency: [{ of: 'caller', p50: 1, p90: 2, p99: 3, max: 400 }],
  promisedMillis: 100,
  metrics: [
    {
      namespace: 'AWS/SageMaker',
      name: 'ModelLatency',
      unit: 'Microseconds',
      statistics: { SampleCount: 842, Average: 4851.2, Sum: 4_084_551, Minimum: 504.4, Maximum: 26_125, p50: 3863, p90: 9708, p99: 17_076 },
    },
  ],
  capture: {
    records: 842,
    files: 1,
    object: `s3://bucket/capture/dev-Spam-Filter/AllTraffic/${'x'.repeat(90)}.jsonl`,
    example: `{"data":"${'0,'.repeat(200)}"}`,
  },
  alarms: [
    { name: 'Filter/Alarms/Page', actsThrough: null, watches: 'any of its alarms', source: null },
    {
      name: 'Filter/Alarms/Latency',
      actsThrough: 'Filter/Alarms/Page',
      watches: `ModelLatency ${'(p99 or average) '.repeat(4)}> 100000`,
      source: null,
    },
    { name: 'Alone', actsThrough: null, watches: 'Invocations Sum < 1', source: null },
  ],
  seconds: 11.1,
};

test.each([60, 80, 100, 160])('a summary fits a terminal of %i columns, and no line ends in blanks', (columns) => {
  const lines = renderSummary(SUMMARY, { columns, colors: false }).split('\n');
  expect(lines.filter((line) => line.length > columns || line !== line.trimEnd())).toEqual([]);
});

test('colours are for terminals that show them', () => {
  const escape = String.fromCodePoint(27);
  expect(renderSummary(SUMMARY, { columns: 80, colors: false })).not.toContain(escape);
  expect(renderSummary(SUMMARY, { columns: 80, colors: true })).toContain(`${escape}[1mdev-Spam-Filter`);
});
