import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelSchema } from '../../../core/schema/schema';
import { scoreIn } from '../../../runtime/measuring/ask';
import { readCaptured } from '../../../runtime/measuring/captured';
import { generateRows } from '../../../runtime/measuring/generate-rows';
import { readProfile } from '../../../runtime/measuring/profile';
import { readSamples } from '../../../runtime/measuring/read-samples';
import { columnShort, sampleRows } from '../../../runtime/measuring/sample-rows';
import { seeded } from '../../../runtime/random';
import { scratch } from '../assembly/apps';

const SCHEMA: ModelSchema = {
  version: 1,
  features: [
    { name: 'amount', type: 'number', range: [10, 20] },
    { name: 'count', type: 'integer', range: [1, 3] },
    { name: 'colour', type: 'string', categories: ['red', 'green'] },
    { name: 'known', type: 'boolean' },
  ],
  outputs: [{ name: 'score', type: 'number' }],
};

/** A record as SageMaker writes it (developer guide, model-monitor-data-capture-endpoint). */
function record(data: string, inferenceTime: string, encoding: string = 'CSV'): string {
  return JSON.stringify({
    captureData: { endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data, encoding } },
    eventMetadata: { eventId: 'e', inferenceTime },
    eventVersion: '0',
  });
}

test('rows are made up inside the ranges and categories of the schema, the same for the same seed', () => {
  const rows = generateRows(SCHEMA, 500, seeded(1));
  for (const { amount, count, colour, known } of rows) {
    expect(amount).toBeGreaterThanOrEqual(10);
    expect(amount).toBeLessThanOrEqual(20);
    expect([1, 2, 3]).toContain(count);
    expect(['red', 'green']).toContain(colour);
    expect(typeof known).toBe('boolean');
  }
  expect(new Set(rows.map(({ count }) => count)).size).toBe(3);
  expect(generateRows(SCHEMA, 500, seeded(1))).toEqual(rows);
});

test('captured data gives the bodies as they were sent, and how many came in each minute', () => {
  const folder = scratch();
  mkdirSync(join(folder, '2024', '01'), { recursive: true });
  writeFileSync(
    join(folder, '2024', '01', 'a.jsonl'),
    [
      record('1,2\n', '2024-01-01T10:00:05Z'),
      record('3,4\n', '2024-01-01T10:00:55Z'),
      record('NSw2', '2024-01-01T10:02:01Z', 'BASE64'),
    ].join('\n'),
  );
  const { rows, perMinute, from } = readCaptured(folder);
  expect(perMinute).toEqual([2, 0, 1]);
  expect(new Date(from).toISOString()).toBe('2024-01-01T10:00:00.000Z');
  expect(rows.map(({ body }) => body.toString())).toEqual(['1,2\n', '3,4\n', '5,6']);
});

test.each([
  ['{', 'this line is no JSON'],
  ['{"captureData":{}}', 'this is no captured record'],
  ['', 'there is no captured record with an input'],
])('captured data that is %j is refused with its place', (text, message) => {
  const folder = scratch();
  writeFileSync(join(folder, 'a.jsonl'), text);
  expect(() => readCaptured(folder)).toThrow(message);
});

test('samples of the model folder come first, then the schema, each distinct row once', () => {
  const folder = scratch();
  mkdirSync(join(folder, 'samples'));
  writeFileSync(join(folder, 'samples', 'traffic.jsonl'), '{"input":{"a":1}}\n{"input":{"a":1}}\n{"input":{"a":2}}\n');
  expect(sampleRows({ modelFolder: folder }, SCHEMA, undefined, seeded(1))).toMatchObject({
    from: 'samples/traffic.jsonl',
    rows: [{}, {}],
  });
  expect(sampleRows({}, SCHEMA, undefined, seeded(1)).from).toBe('generated from the schema');
  expect(sampleRows({}, undefined, undefined, seeded(1)).rows.map(({ body }) => body.toString())).toEqual(['{}']);
});

test.each([
  ['application/json', '{"a":1,"b":2}', '{"a":1}'],
  ['application/json', '[1,2,3]', '[1,2]'],
  ['text/csv', '1,2,3\n4,5,6', '1,2\n4,5'],
])('a row of %s a column short is %s without its last', (contentType, whole, short) => {
  expect(columnShort({ body: Buffer.from(whole), contentType })?.body.toString()).toBe(short);
});

test.each([
  ['{"predictions":[{"label":1,"probabilities":[0.1,0.9]}]}', { output: 'probabilities', prediction: 0.9 }],
  ['0.25\n', { output: '', prediction: 0.25 }],
  ['spam,0.75\n', { output: 'the last column', prediction: 0.75 }],
  ['hello', { output: '', prediction: null }],
])('the score in %j is its last number', (answer, expected) => {
  expect(scoreIn(answer)).toEqual(expected);
});

test('a file that is no profile is refused, with what is wrong and what to do', () => {
  const path = join(scratch(), 'profile.json');
  writeFileSync(path, '{"version":2,"models":{}}');
  expect(() => readProfile(path)).toThrow(/this is no profile of version 1: version: .*measure again/);
  expect(() => readProfile(`${path}.gone`)).toThrow('the profile cannot be read');
});

test('a sample is sent as JSON, or as its text where it has another content type', () => {
  const path = join(scratch(), 'requests.jsonl');
  writeFileSync(path, '{"input":{"a":1},"expected":2}\n\n{"input":"1,2","contentType":"text/csv"}\n');
  expect(readSamples(path).map(({ body, contentType }) => [contentType, body.toString()])).toEqual([
    ['application/json', '{"a":1}'],
    ['text/csv', '1,2'],
  ]);
});

test.each([
  ['{', 'this line is no sample'],
  ['{"row":1}', 'this line is no sample'],
  ['{"input":[1],"contentType":"text/csv"}', "the input is no text, and 'text/csv' is not written from JSON"],
  ['', 'there is no sample'],
])('samples of %j are refused with what to give', (text, message) => {
  const path = join(scratch(), 'requests.jsonl');
  writeFileSync(path, text);
  expect(() => readSamples(path)).toThrow(message);
  expect(() => readSamples(path)).toThrow('give {"input": …} a line');
});

test('samples that are not there are refused with their path', () => {
  expect(() => readSamples(join(scratch(), 'gone.jsonl'))).toThrow(/the samples cannot be read: .*gone\.jsonl/);
});
