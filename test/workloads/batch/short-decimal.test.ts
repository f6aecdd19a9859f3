import fc from 'fast-check';
import { NumberScanner } from '../../../core/codec/scan-number';
import { NOT_SHORT, shortDecimal } from '../../../workloads/batch/short-decimal';

const encoder = new TextEncoder();

function read(text: string): { end: number; value: number } {
  const values = new Float64Array(1);
  return { end: shortDecimal(encoder.encode(text), 0, values, 0), value: values[0] ?? 0 };
}

test('what it reads is what JavaScript reads, to the last bit, and it is all of the number', () => {
  const plain = fc
    .tuple(fc.boolean(), fc.stringMatching(/^\d{1,9}$/), fc.stringMatching(/^\d{0,9}$/))
    .map(([minus, whole, part]) => `${minus ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`);
  let short = 0;
  fc.assert(
    fc.property(plain, (text) => {
      const { end, value } = read(`${text},`);
      if (text.replaceAll(/[-.]/g, '').length > 9) return expect(end).toBe(NOT_SHORT);
      short += 1;
      expect(end).toBe(text.length);
      expect(Object.is(value, Number(text))).toBe(true);
    }),
    { numRuns: 5000, seed: 1990 },
  );
  expect(short).toBeGreaterThan(1000);
});

test('it never reads what the scanner of numbers would read otherwise', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[-+.\deE ,x]{0,14}$/), (text) => {
      const { end, value } = read(text);
      if (end === NOT_SHORT) return;
      const scanner = new NumberScanner('matrix64');
      expect(scanner.scan(encoder.encode(text.slice(0, end)), 0, true)).toBe(true);
      expect({ end: scanner.end, value: scanner.value }).toEqual({ end, value });
    }),
    { numRuns: 5000, seed: 1990 },
  );
});

test.each(['', '-', '.5', '5.', '+5', 'a', '1234567890', '0.1234567890'])("'%s' is left to others", (text) => {
  expect(read(text).end).toBe(NOT_SHORT);
});
