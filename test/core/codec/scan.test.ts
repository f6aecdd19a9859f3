import fc from 'fast-check';
import type { MatrixBlock } from '../../../core/codec/block';
import { FORMATS } from '../../../core/codec/content-type';
import { matrixOf, numericColumns } from '../../../core/codec/matrix';
import { NumberScanner } from '../../../core/codec/scan-number';
import { decodeUtf8 } from '../../../core/codec/utf8';
import type { Feature, ModelSchema } from '../../../core/schema/schema';
import { csvBodies, damaged, jsonBodies, jsonLinesBodies, middleTexts, numberTexts } from './bodies';

const schemaOf = (...features: Feature[]): ModelSchema => ({ version: 1, features, outputs: [{ name: 'y', type: 'number' }] });
const SCHEMAS: Record<string, ModelSchema> = {
  numbers: schemaOf({ name: 'a', type: 'number' }, { name: 'b', type: 'number' }, { name: 'c', type: 'number' }),
  'whole and missing numbers': schemaOf(
    { name: 'a', type: 'integer' },
    { name: 'grün', type: 'number', optional: true },
    { name: 'say "c"', type: 'number', optional: true },
  ),
  'one feature': schemaOf({ name: 'constructor', type: 'number', optional: true }),
  'names that look like numbers': schemaOf({ name: '1', type: 'number' }, { name: '2', type: 'number' }),
};
const BODIES = { 'application/json': jsonBodies, 'text/csv': csvBodies, 'application/jsonlines': jsonLinesBodies };
const CASES = FORMATS.flatMap((format) =>
  Object.entries(SCHEMAS).flatMap(([what, schema]) =>
    (['matrix', 'matrix64'] as const).map((kind) => ({ mediaType: format.mediaType, what, kind, format, schema })),
  ),
);
const cells = fc.oneof(
  { weight: 5, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(String) },
  { weight: 5, arbitrary: fc.integer({ min: -99, max: 99 }).map(String) },
  { weight: 1, arbitrary: numberTexts },
);

/** Bits, so that NaN is NaN and -0 is not 0. */
function bits({ values, rows }: MatrixBlock): unknown {
  return [rows, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex')];
}

describe.each(CASES)('$mediaType of $what into a $kind', ({ mediaType, kind, format, schema }) => {
  const columns = numericColumns(schema);
  const names = schema.features.map(({ name }) => name);

  test('what the scanner reads is what the decoder reads, and what the decoder refuses it gives up on', () => {
    let scanned = 0;
    fc.assert(
      fc.property(damaged(BODIES[mediaType as keyof typeof BODIES](names, cells)), (body) => {
        const matrix = columns && format.scan(body, columns, kind);
        if (matrix === undefined) return;
        scanned += 1;
        const decoded = format.decode(decodeUtf8(body) ?? 'no UTF-8', schema);
        expect(decoded).toMatchObject({ ok: true });
        if (decoded.ok) expect(bits(matrix.finish())).toEqual(bits(matrixOf(kind, decoded.rows, names.length)));
      }),
      { numRuns: 600 },
    );
    // A scanner that gives up on everything agrees with everybody.
    expect(scanned).toBeGreaterThan(names[0] === '1' && mediaType === 'text/csv' ? -1 : 5);
  });
});

test.each<[string, string, string]>([
  ['JSON rows', 'application/json', '[[1, 2.5, -3e2],\n [0.1, 4, 5]]\n'],
  ['one JSON row', 'application/json', '[1,2,3]'],
  ['JSON records in any order', 'application/json', '[{"c":3,"a":1,"b":2},{"a":1,"b":2,"c":3}]'],
  ['one JSON record', 'application/json', '{"a":1,"b":2,"c":3}'],
  ['JSON instances', 'application/json', '{"instances": [[1,2,3],{"a":1,"b":2,"c":3}]}'],
  ["pandas' split", 'application/json', '{"columns":["c","a","b"],"index":[0],"data":[[3,1,2]]}'],
  ["Python's 17 digits", 'application/json', '[[0.30404000000000002,-1.0000000000000002e-05,123456.78901234567]]'],
  ['CSV', 'text/csv', '1,2,3\r\n4,5,6'],
  ['CSV with blanks', 'text/csv', '1, 2 ,3\n'],
  ['CSV with a header', 'text/csv', 'b,c,a\n2,3,1\n'],
  ['CSV as Excel writes it', 'text/csv', '\ufeffa,b,c\r\n1,2,3\r\n'],
  ['JSON Lines', 'application/jsonlines', '[1,2,3]\n\n{"b":2,"a":1,"c":3}\n'],
])('%s is scanned and not left to the decoder', (_what, mediaType, body) => {
  const columns = numericColumns(SCHEMAS['numbers']);
  const format = FORMATS.find((each) => each.mediaType === mediaType);
  expect(columns && format?.scan(Buffer.from(body), columns, 'matrix')?.finish().rows).toBeGreaterThan(0);
});

test('a header whose line holds a second row, after a lone carriage return, is left to the decoder, which refuses that row', () => {
  const columns = numericColumns(SCHEMAS['numbers']);
  const csv = FORMATS.find(({ mediaType }) => mediaType === 'text/csv');
  const body = 'a,b,"c"\r \n1,2,3';
  expect(columns && csv?.scan(Buffer.from(body), columns, 'matrix')).toBeUndefined();
  expect(csv?.decode(body, SCHEMAS['numbers'])).toMatchObject({ ok: false });
});

describe.each(['matrix', 'matrix64'] as const)('a number in a %s', (kind) => {
  const rounded = (value: number): number => (kind === 'matrix' ? Math.fround(value) : value);
  const scanner = new NumberScanner(kind);
  const isJson = (text: string): boolean => /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);

  test('is what JavaScript makes of its text, bit for bit', () => {
    fc.assert(
      fc.property(fc.oneof(numberTexts, middleTexts), (text) => {
        const read = scanner.scan(Buffer.from(`${text},`), 0, false) && scanner.end === text.length;
        expect(read).toBe(isJson(text) && Number.isFinite(Number(text)));
        if (read) expect(Object.is(rounded(scanner.value), rounded(Number(text))) ? text : scanner.value).toBe(text);
      }),
      { numRuns: 20_000 },
    );
  });
});
