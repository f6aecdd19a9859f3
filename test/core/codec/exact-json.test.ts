import fc from 'fast-check';
import { exactText, parseExact } from '../../../core/codec/exact-json';

const again = (text: string): string => exactText(parseExact(text));

test.each([
  '{"id":9007199254740993,"also":[-9223372036854775808,{"n":18446744073709551615}]}',
  '{"text":"9007199254740993","in":"a \\"9007199254740993\\" b\\\\"}',
  '{"9007199254740993":1}',
  '[9007199254740991,1.25,0.12345678901234568,1e+21]',
])('%s keeps all of its digits', (text) => {
  expect(again(text)).toBe(text);
});

test('a whole number that a double holds is a number, and one that it does not is none that is rounded', () => {
  expect(parseExact('[9007199254740991,9007199254740993,1234567890123456.5]')).toEqual([
    9_007_199_254_740_991,
    9_007_199_254_740_993n,
    1_234_567_890_123_456.5,
  ]);
});

test.each([
  '{"id":0123456789012345678}',
  '[12345678901234567890',
  '{12345678901234567890:1}',
  '12345678901234567890x',
  '"12345678901234567890',
])('%s is no JSON', (text) => {
  expect(() => parseExact(text)).toThrow(SyntaxError);
});

test('whatever it is, it comes out as JSON itself gives it', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseExact(text)).toEqual(JSON.parse(text));
      expect(again(text)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('a long text costs no depth', () => {
  const text = JSON.stringify({ id: 1, text: `1234567890123456${'x"\\'.repeat(1_000_000)}` });
  expect(again(text)).toBe(text);
});
