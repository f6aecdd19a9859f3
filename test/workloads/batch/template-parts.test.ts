import fc from 'fast-check';
import { RowKernel } from '../../../core/codec/kernel/row-kernel';
import type { ModelSchema } from '../../../core/schema/schema';
import { PartScorer, type Part, type ScoredPart } from '../../../workloads/batch/score-part';
import type { Engine } from '../../../workloads/scoring/engine';

const MISSING = 1e9;
const SCHEMA: ModelSchema = {
  version: 1,
  features: [
    { name: 'a', type: 'number' },
    { name: 'b', type: 'integer' },
    { name: 'c', type: 'number', optional: true },
  ],
  outputs: [{ name: 'seen', type: 'number', size: 3 }],
};
/** Says what it was given. */
const ECHO = {
  kind: 'trees',
  schema: SCHEMA,
  takes: 'matrix',
  runSync: ({ values }: { values: Float32Array }) => [
    { name: 'seen', size: 3, values: values.map((value) => (Number.isNaN(value) ? MISSING : value)) },
  ],
} as unknown as Engine;

async function scored(part: Part, keep: readonly string[], kernel: RowKernel | undefined): Promise<ScoredPart & { readonly text: string }> {
  jest.spyOn(RowKernel, 'shared').mockReturnValue(kernel);
  const result = await new PartScorer(ECHO, { format: 'jsonl', keep, prefix: '' }).score(part);
  return { ...result, text: Buffer.from(result.output).toString() };
}

const usual = fc.record({
  a: fc.float({ noNaN: true, min: -99, max: 99 }).map((value) => String(Number(value.toPrecision(6)))),
  b: fc.integer({ min: -9, max: 99_999 }).map(String),
  c: fc.constantFrom('', '0.5', '-3', '1e-7'),
  id: fc.constantFrom('u-17', '4711', 'Zoë', ''),
});
const odd = fc.record({
  a: fc.constantFrom('x', '', ' 1', '1 ', '+1', '007', '.5', 'NaN', '1e999', '"2"'),
  b: fc.constantFrom('1', '1.5', '2e0', '12345678901234567890'),
  c: fc.constantFrom('', 'null', '"', '3'),
  id: fc.constantFrom('"a, ""b"""', '"two\nlines"', 'a"b', 'r\rest', '\\"'),
});
type Row = Readonly<Record<'a' | 'b' | 'c' | 'id', string>>;
const rowsOf: fc.Arbitrary<Row[]> = fc.array(fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: odd }), {
  minLength: 1,
  maxLength: 80,
});

const csvOf =
  (end: string, isWide: boolean) =>
  (rows: readonly Row[]): Part => ({
    kind: 'csv',
    bytes: Buffer.from(rows.map(({ a, b, c, id }) => (isWide ? [id, c, a, b] : [b, id, a]).join() + end).join('')),
    layout: isWide ? { features: [-1, 2, 0, 1], kept: [3, 0] } : { features: [1, -1, 0], kept: [1] },
  });
const value = (text: string): string => (text === '' ? 'null' : text);
const linesOf =
  (space: string, end: string) =>
  (rows: readonly Row[]): Part => ({
    kind: 'jsonl',
    bytes: Buffer.from(
      rows
        .map(({ a, b, c, id }) => {
          const text = /^[\w-]*$/.test(id) ? `"${id}"` : id === 'Zoë' ? JSON.stringify(id) : id.replaceAll(/[\n\r]/g, '');
          return `{"id":${space}${text},"a":${value(a)}${space},${space}"c":${value(c)},"b":${value(b)}}${end}`;
        })
        .join(''),
    ),
  });

const PARTS: Record<string, readonly [(rows: readonly Row[]) => Part, readonly string[]]> = {
  'CSV with columns that are carried through': [csvOf('\n', true), ['b', 'id']],
  'CSV with CRLF and without an optional feature': [csvOf('\r\n', false), ['id']],
  'JSON Lines with a name that is carried through': [linesOf('', '\n'), ['id', 'b']],
  'JSON Lines with white space and a name that nobody wants': [linesOf(' ', '\r\n'), []],
};

test.each(Object.entries(PARTS))(
  '%s gives the same output and the same rejected records with the kernel as without it',
  async (_what, [partOf, keep]) => {
    let rows = 0;
    const scan = jest.spyOn(RowKernel.prototype, 'scan');
    await fc.assert(
      fc.asyncProperty(rowsOf, fc.integer({ min: 1, max: 600 }), fc.nat(), async (drawn, textBytes, place) => {
        const part = partOf(drawn);
        const bytes = 'bytes' in part ? part.bytes : Buffer.alloc(0);
        // A part may end in the midst of a record, as a file does.
        const cut = { ...part, bytes: place % 3 === 0 ? bytes.subarray(0, place % (bytes.length + 1)) : bytes } as Part;
        const expected = await scored(cut, keep, undefined);
        expect(await scored(cut, keep, new RowKernel(textBytes))).toEqual(expected);
        expect(await scored(cut, keep, new RowKernel())).toEqual(expected);
        rows += expected.rows;
      }),
      { numRuns: 120 },
    );
    expect(rows).toBeGreaterThan(100);
    // It did read something.
    expect(scan.mock.calls.some(([, start], call) => Number(scan.mock.results[call]?.value) > start)).toBe(true);
  },
);
