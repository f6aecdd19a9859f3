import fc from 'fast-check';
import type { OutputValues } from '../../../core/codec/block';
import { ByteWriter } from '../../../core/codec/byte-writer';
import { csvText, writeValues } from '../../../core/codec/encode';
import { LineKernel } from '../../../core/codec/kernel/line-kernel';
import { fits, lineTemplate, type LineTexts } from '../../../core/codec/kernel/line-template';
import type { ModelSchema, Output } from '../../../core/schema/schema';

const schemaOf = (outputs: readonly OutputValues[], type: Output['type'] = 'number'): ModelSchema => ({
  version: 1,
  features: [],
  outputs: outputs.map(({ name, size }) => ({ name, type, size })),
});
const CSV: LineTexts = { names: ['', ','].map((text) => Buffer.from(text)), lists: false, end: Buffer.from('\r\n') };
const JSON_LINES: LineTexts = {
  names: ['{"first":', ',"a name of more than sixteen bytes":'].map((text) => Buffer.from(text)),
  lists: true,
  end: Buffer.from('}\n'),
};

/** Row by row, value by value. */
function plainly(outputs: readonly OutputValues[], row: number, { names, lists, end }: LineTexts, writer: ByteWriter): void {
  for (const [index, output] of outputs.entries()) {
    const isList = lists && output.size > 1;
    writer.raw(names[index] ?? new Uint8Array(0));
    if (isList) writer.text('[');
    writeValues(writer, output, row, 'number', csvText);
    if (isList) writer.text(']');
  }
  writer.raw(end);
}
const textOf = (writer: ByteWriter): string => Buffer.from(writer.bytes.subarray(0, writer.length)).toString();

/** What the kernel writes, and the rows that it left to others. */
function written(
  kernel: LineKernel,
  outputs: readonly OutputValues[],
  texts: LineTexts,
  from: number,
  to: number,
): { readonly text: string; readonly others: readonly number[] } {
  const template = lineTemplate(outputs, schemaOf(outputs), texts);
  if (template === undefined) throw new TypeError('there is no template');
  const writer = new ByteWriter();
  const others: number[] = [];
  kernel.write(writer, template, outputs, from, to, (row) => {
    others.push(row);
    plainly(outputs, row, texts, writer);
  });
  return { text: textOf(writer), others };
}

const VALUES = {
  float32: fc.float({ noNaN: true, noDefaultInfinity: true }).map(Math.fround),
  probability: fc.float({ noNaN: true, min: 0, max: 1 }),
  tiny: fc.float({ noNaN: true, min: 0, max: Math.fround(1e-3) }),
  whole: fc.integer({ min: -1_100_000_000, max: 1_100_000_000 }),
  label: fc.integer({ min: 0, max: 12 }),
  double: fc.double({ noNaN: true, noDefaultInfinity: true }),
  edge: fc.constantFrom(
    0,
    -0,
    1,
    -1,
    9,
    10,
    99_999_999,
    1e8,
    999_999_999,
    1e9,
    0.1,
    0.01,
    0.001,
    0.0001,
    0.5,
    Math.fround(0.1),
    1e21,
    5e-324,
  ),
};
const ARRAYS: readonly ((values: readonly number[]) => OutputValues['values'])[] = [
  (values) => Float32Array.from(values),
  (values) => Float64Array.from(values),
  (values) => Int32Array.from(values),
  (values) => Uint8Array.from(values),
  (values) => BigInt64Array.from(values, (value) => BigInt(Math.trunc(Math.max(-(2 ** 62), Math.min(2 ** 62, value))))),
];
const numbers = fc.oneof(...Object.values(VALUES));
const output = (name: string, rows: number): fc.Arbitrary<OutputValues> =>
  fc
    .tuple(fc.constantFrom(...ARRAYS), fc.integer({ min: 1, max: 3 }))
    .chain(([make, size]) =>
      fc.array(numbers, { minLength: rows * size, maxLength: rows * size }).map((values) => ({ name, size, values: make(values) })),
    );
const twoOutputs = fc.integer({ min: 1, max: 40 }).chain((rows) => fc.tuple(output('first', rows), output('second', rows)));

test.each([
  ['CSV', CSV],
  ['JSON Lines', JSON_LINES],
] as const)('rows of %s are written byte for byte as one by one, however many are written at once', (_format, texts) => {
  const kernels = [1, 2, 7, undefined].map((most) => new LineKernel(most));
  let others = 0;
  let all = 0;
  fc.assert(
    fc.property(twoOutputs, fc.nat(20), (outputs, from) => {
      const rows = (outputs[0]?.values.length ?? 0) / (outputs[0]?.size ?? 1);
      const first = Math.min(from, rows);
      const expected = new ByteWriter();
      for (let row = first; row < rows; row += 1) plainly(outputs, row, texts, expected);
      for (const kernel of kernels) {
        const got = written(kernel, outputs, texts, first, rows);
        expect(got.text).toBe(textOf(expected));
        others += got.others.length;
        all += rows - first;
      }
    }),
    { numRuns: 500 },
  );
  expect(others).toBeLessThan(all);
});

/** So many 32-bit floats from one to the other, alike apart in their bits, both ends included. */
function floatsBetween(least: number, greatest: number, count: number): Float32Array {
  const [from = 0, to = 0] = new Uint32Array(Float32Array.of(least, greatest).buffer);
  return new Float32Array(Uint32Array.from({ length: count }, (_, index) => from + Math.floor(((to - from) * index) / (count - 1))).buffer);
}

test.each([
  ['floats between 0.0001 and 1', floatsBetween(0.00010001, 0.99999994, 200_000), 0],
  ['whole numbers below 10^9', Float64Array.from({ length: 200_000 }, (_, row) => Math.trunc(10 ** (row % 10) * Math.sin(row)) + 0), 0],
  // Those that are left are powers of two, and those that are as near to the one as to the other of what they could be written as.
  ['floats between 0.0000001 and 0.0001', floatsBetween(1.01e-7, 0.000099999, 200_000), 20],
  ['floats between 1 and 10', floatsBetween(1.0000001, 9.9999, 200_000), 2000],
  ['floats between 10 and 8 million', floatsBetween(10.000001, 8_388_607.5, 200_000), 10_000],
] as const)('%s are written as they are elsewhere, and next to none is left to others', (_which, values, most) => {
  const outputs: OutputValues[] = [{ name: 'only', size: 1, values: values.map((value, row) => (row % 3 === 0 ? -value : value)) }];
  const expected = new ByteWriter();
  for (let row = 0; row < values.length; row += 1) plainly(outputs, row, CSV, expected);
  const { text, others } = written(new LineKernel(), outputs, CSV, 0, values.length);
  expect(text === textOf(expected)).toBe(true);
  expect(others.filter((row) => !Number.isInteger(values[row])).length).toBeLessThanOrEqual(most);
});

test('a row that is longer than the room for text is left to others, and long ones are written a few at a time', () => {
  const rows = 30;
  const outputs: OutputValues[] = [{ name: 'only', size: 1, values: Float32Array.from({ length: rows }, (_, row) => row / 64) }];
  for (const [length, left] of [
    [7000, 0],
    [70_000, rows],
  ] as const) {
    const texts: LineTexts = { names: [Buffer.alloc(length, 'x')], lists: false, end: Buffer.from('\n') };
    const expected = new ByteWriter();
    for (let row = 0; row < rows; row += 1) plainly(outputs, row, texts, expected);
    const { text, others } = written(new LineKernel(), outputs, texts, 0, rows);
    expect(text === textOf(expected)).toBe(true);
    expect(others).toHaveLength(left);
  }
});

test('texts and booleans have no template, and one for another shape does not fit', () => {
  const texts: OutputValues[] = [{ name: 'label', size: 1, values: ['spam'] }];
  const bytes: OutputValues[] = [{ name: 'label', size: 1, values: Uint8Array.of(1) }];
  expect(lineTemplate(texts, schemaOf(texts), CSV)).toBeUndefined();
  expect(lineTemplate(bytes, schemaOf(bytes, 'boolean'), CSV)).toBeUndefined();
  const template = lineTemplate(bytes, schemaOf(bytes), CSV);
  if (template === undefined) throw new TypeError('there is no template');
  expect(fits(template, bytes)).toBe(true);
  expect(fits(template, [{ name: 'label', size: 2, values: Uint8Array.of(1, 2) }])).toBe(false);
});
