import fc from 'fast-check';
import { ColumnKernel } from '../../../workloads/batch/column-kernel';
import { HybridNumbers } from '../../../workloads/batch/parquet-levels';

/** One number so many times, or numbers that are packed eight at a time. */
type Run = { readonly number: number; readonly times: number } | { readonly packed: readonly number[] };

/** Parquet's hybrid, as its specification has it. */
function encode(runs: readonly Run[], width: number): Uint8Array {
  const bytes: number[] = [];
  const header = (value: number): void => {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    bytes.push(rest);
  };
  for (const run of runs) {
    if ('packed' in run) {
      header(((run.packed.length / 8) << 1) | 1);
      let bits = 0n;
      for (const [index, number] of run.packed.entries()) bits |= BigInt(number) << BigInt(index * width);
      for (let at = 0; at < (run.packed.length * width) / 8; at += 1) bytes.push(Number((bits >> BigInt(at * 8)) & 0xffn));
    } else {
      header(run.times << 1);
      for (let shift = 0; shift < width; shift += 8) bytes.push((run.number >>> shift) & 0xff);
    }
  }
  return Uint8Array.from(bytes);
}
const numbersOf = (runs: readonly Run[]): number[] =>
  runs.flatMap((run) => ('packed' in run ? run.packed : Array.from({ length: run.times }, () => run.number)));

const places = fc.integer({ min: 0, max: 13 }).chain((width) => {
  const number = fc.nat(2 ** width - 1);
  const run: fc.Arbitrary<Run> = fc.oneof(
    fc.record({ number, times: fc.integer({ min: 1, max: 40 }) }),
    fc
      .integer({ min: 1, max: 9 })
      .chain((groups) => fc.array(number, { minLength: groups * 8, maxLength: groups * 8 }))
      .map((packed) => ({ packed })),
  );
  return fc.record({
    width: fc.constant(width),
    runs: fc.array(run, { minLength: 1, maxLength: 6 }),
    length: fc.integer({ min: 1, max: 2 ** width }),
    steps: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
  });
});

describe('places in a dictionary', () => {
  test('are looked up as one by one, however many at a time, and it is said when one lies beyond it', () => {
    const kernel = new ColumnKernel();
    kernel.reserve(2, 64, 2);
    fc.assert(
      fc.property(places, ({ width, runs, length, steps }) => {
        const dictionary = Float64Array.from({ length }, (_, index) => index / 7);
        const expected = numbersOf(runs);
        const hybrid = new HybridNumbers(encode(runs, width), 0, width);
        for (let at = 0, turn = 0; at < expected.length; turn += 1) {
          const wanted = expected.slice(at, at + (steps[turn % steps.length] ?? 1));
          const into = kernel.column(1, 64).subarray(0, wanted.length);
          expect(kernel.canLook(dictionary, into)).toBe(true);
          const areThere = hybrid.look(kernel, dictionary, into);
          expect(areThere).toBe(wanted.every((place) => place < length));
          if (areThere) expect(Array.from(into)).toEqual(wanted.map((place) => place / 7));
          at += wanted.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are more than are looked up at once', () => {
    const kernel = new ColumnKernel();
    const count = 40_000;
    kernel.reserve(1, count, 1);
    const expected = Array.from({ length: count }, (_, index) => (index * 37) % 1009);
    const packed = new HybridNumbers(encode([{ packed: expected.slice(0, 8) }], 10), 0, 10);
    expect(packed.look(kernel, Float64Array.from({ length: 1009 }), kernel.column(0, 8))).toBe(true);
    const bytes = new Uint8Array((count * 10) / 8);
    for (const [index, place] of expected.entries())
      for (let bit = 0; bit < 10; bit += 1) bytes[(index * 10 + bit) >>> 3] |= ((place >>> bit) & 1) << ((index * 10 + bit) & 7);
    expect(
      kernel.look(
        bytes,
        0,
        10,
        Float64Array.from({ length: 1009 }, (_, index) => -index),
        kernel.column(0, count),
      ),
    ).toBe(true);
    expect(Array.from(kernel.column(0, count), (value) => 0 - value)).toEqual(expected);
  });

  test('that are cut off are an error, and dictionaries that are too large are left to others', () => {
    const kernel = new ColumnKernel();
    kernel.reserve(1, 64, 1);
    expect(() => kernel.look(Uint8Array.of(1, 2, 3), 0, 10, new Float64Array(1024), kernel.column(0, 8))).toThrow('numbers are cut off');
    expect(kernel.canLook(new Float64Array(8193), kernel.column(0, 8))).toBe(false);
    expect(kernel.canLook(new Float64Array(8), new Float64Array(8))).toBe(false);
  });
});

test.each([Float32Array, Float64Array])('columns become rows of a %p, and what is missing is missing', (precision) => {
  const kernel = new ColumnKernel();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 600 }),
      fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 1, maxLength: 7 }),
      (columns, rows, wanted) => {
        kernel.reserve(columns, 600, wanted.length);
        const values = (index: number, row: number): number => (row * 31 + index) / 7;
        for (let index = 0; index < columns; index += 1)
          kernel.column(index, rows).set(Float64Array.from({ length: rows }, (_, row) => values(index, row)));
        const places = wanted.map((index) => (index < columns ? index : -1));
        const into = new precision(rows * wanted.length);
        kernel.turn(places, rows, into);
        const expected = new precision(
          Array.from({ length: rows }, (_, row) => places.map((index) => (index < 0 ? Number.NaN : values(index, row)))).flat(),
        );
        expect(Buffer.from(into.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});
