import { templateSerializer } from '../../testing/template-serializer';

const print = (value: unknown): string => templateSerializer.print(value, (inner) => JSON.stringify(inner));
const template = (hash: string, threshold = 1) => ({
  Resources: { Model: { Properties: { Url: `s3://bucket/${hash}.gz` } }, Alarm: { Threshold: threshold } },
});

test('two templates that differ in an asset hash alone print alike', () => {
  expect(print(template('a'.repeat(64)))).toBe(print(template('b'.repeat(64))));
});

test('two templates that differ in anything else print differently', () => {
  expect(print(template('a'.repeat(64), 1))).not.toBe(print(template('a'.repeat(64), 2)));
});

test('two assets in one template keep apart', () => {
  const both = { Resources: { one: 'a'.repeat(64), two: 'b'.repeat(64), again: 'a'.repeat(64) } };
  expect(print(both)).toBe('{"Resources":{"one":"<asset 1>","two":"<asset 2>","again":"<asset 1>"}}');
});

test.each([
  ['a string', 'a'.repeat(64)],
  ['an object that is no template', { hash: 'a'.repeat(64) }],
  ['a template without assets', { Resources: {} }],
])('leaves %s to the other serializers', (_name, value) => expect(templateSerializer.test(value)).toBe(false));
