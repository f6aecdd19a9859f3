import fc from 'fast-check';
import { FORMATS, acceptedFormat, formatOf } from '../../../core/codec/content-type';
import { decodeCsv, decodeJson, decodeJsonLines } from '../../../core/codec/decode';
import { encodeCsv, encodeJson, encodeJsonLines } from '../../../core/codec/encode';
import { firstNonFinite, predictionRecord, type OutputValues, type Predictions } from '../../../core/codec/block';
import { ByteWriter } from '../../../core/codec/byte-writer';
import { problemText, type Decoded } from '../../../core/codec/problem';
import type { ModelSchema } from '../../../core/schema/schema';

const SCHEMA: ModelSchema = {
  version: 1,
  features: [
    { name: 'age', type: 'integer', range: [0, 120] },
    { name: 'income', type: 'number', optional: true },
    { name: 'plan', type: 'string', categories: ['free', 'paid'] },
    { name: 'active', type: 'boolean' },
    { name: 'ssn', type: 'number', sensitive: true, optional: true },
  ],
  outputs: [
    { name: 'label', type: 'string' },
    { name: 'probabilities', type: 'number', size: 2 },
  ],
};
const ROW = [41, 1200.5, 'paid', true, null];

function rowsOf(decoded: Decoded): unknown {
  return decoded.ok ? decoded.rows : decoded.problems.map(problemText);
}

describe('CSV', () => {
  test.each([
    ['as it is', '41,1200.5,paid,true,\n'],
    ['without a last line end', '41,1200.5,paid,true,'],
    ['with CRLF', '41,1200.5,paid,true,\r\n'],
    ['quoted', '"41","1200.5","paid",true,""'],
    ['with a byte order mark', '\ufeff41,1200.5,paid,true,'],
    ['with a header', 'age,income,plan,active,ssn\n41,1200.5,paid,true,'],
    ['with a header in another order', 'ssn,plan,age,active,income\n,paid,41,true,1200.5'],
  ])('is read %s', (_how, body) => {
    expect(rowsOf(decodeCsv(body, SCHEMA))).toEqual([ROW]);
  });

  test.each([
    ['a word for a number', 'many,1,paid,true,', "row 1, column 'age'"],
    ['a fraction for a whole number', '1.5,1,paid,true,', "row 1, column 'age'"],
    ['no value where one is needed', ',1,paid,true,', "row 1, column 'age'"],
    ['too few values', '41,1,paid\n', 'row 1: the row has 3 values; give 5'],
    ['the second of two rows', '41,1,paid,true,\n41,1,paid,perhaps,', "row 2, column 'active'"],
    ['an open quote', '41,"1,paid,true,', 'row 1'],
    ['nothing', '', 'no row'],
  ])('with %s is refused with its place', (_what, body, place) => {
    expect(JSON.stringify(rowsOf(decodeCsv(body, SCHEMA)))).toContain(place);
  });
});

describe('JSON', () => {
  const record = { age: 41, income: 1200.5, plan: 'paid', active: true };
  test.each([
    ['rows', [ROW]],
    ['one row', ROW],
    ['records', [record]],
    ['one record', record],
    ['instances', { instances: [ROW] }],
    ['instances that are records', { instances: [record] }],
    ['columns and data', { columns: ['ssn', 'age', 'income', 'plan', 'active'], data: [[null, 41, 1200.5, 'paid', true]] }],
  ])('is read as %s', (_form, body) => {
    expect(rowsOf(decodeJson(JSON.stringify(body), SCHEMA))).toEqual([ROW]);
  });

  test('lines are rows or records', () => {
    expect(rowsOf(decodeJsonLines(`${JSON.stringify(ROW)}\n\n${JSON.stringify(record)}\n`, SCHEMA))).toEqual([ROW, ROW]);
  });

  test.each([
    ['an unknown feature', [{ ...record, colour: 1 }], "column 'colour'"],
    ['a missing feature', [{ age: 41, plan: 'paid' }], "column 'active'"],
    ['a text', 'paid', 'give rows'],
    ['columns of another model', { columns: ['a'], data: [[1]] }, 'give exactly age, income'],
    ['an empty list', [], 'no row'],
  ])('with %s is refused', (_what, body, message) => {
    expect(JSON.stringify(rowsOf(decodeJson(JSON.stringify(body), SCHEMA)))).toContain(message);
  });
});

test('values of sensitive features appear in no message', () => {
  const secret = '078-05-1120';
  for (const decoded of [
    decodeCsv(`41,1,paid,true,${secret}`, SCHEMA),
    decodeJson(JSON.stringify([[41, 1, 'paid', true, secret]]), SCHEMA),
    decodeJson(`{"ssn": ${secret}`, SCHEMA),
  ]) {
    expect(decoded.ok).toBe(false);
    expect(JSON.stringify(rowsOf(decoded))).not.toContain(secret);
  }
});

test('a body with a single cause names it a few times and not a million', () => {
  const body = Array.from({ length: 1000 }, () => 'x,1,paid,true,').join('\n');
  const decoded = decodeCsv(body, SCHEMA);
  expect(decoded.ok ? 0 : decoded.problems.length).toBeLessThanOrEqual(20);
});

test('no text makes a decoder stumble', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
      for (const decode of [decodeCsv, decodeJson, decodeJsonLines]) expect(() => decode(body, SCHEMA)).not.toThrow();
    }),
  );
});

test('rows survive CSV, whatever their texts hold', () => {
  const schema: ModelSchema = {
    version: 1,
    features: [
      { name: 'a', type: 'number' },
      { name: 'b', type: 'string', optional: true },
    ],
    outputs: [{ name: 'c', type: 'number' }],
  };
  const text = fc.string({ minLength: 1 }).filter((value) => value.trim() === value && !value.startsWith('\ufeff'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), text), { minLength: 1 }), (rows) => {
      const line = ([a, b]: readonly [number, string]): string => `${a},"${b.replaceAll('"', '""')}"`;
      expect(rowsOf(decodeCsv(rows.map(line).join('\n'), schema))).toEqual(rows.map(([a, b]) => [a === 0 ? expect.closeTo(0) : a, b]));
    }),
  );
});

describe('predictions', () => {
  const written = (encode: (typeof FORMATS)[number]['encode'], parts: readonly Predictions[], schema: ModelSchema): string => {
    const writer = new ByteWriter();
    encode(writer, parts, schema);
    return Buffer.from(writer.bytes.buffer, 0, writer.length).toString();
  };
  const outputs: OutputValues[] = [
    { name: 'label', size: 1, values: ['free', 'a "b", c', 'grün'] },
    { name: 'probabilities', size: 2, values: Float64Array.of(0.25, 0.75, 1, 0, 0.1, -0.9) },
  ];
  const parts: Predictions[] = [
    { outputs, from: 0, to: 2 },
    { outputs, from: 2, to: 3 },
  ];

  test('are written by name, by line, and flat', () => {
    expect(written(encodeJson, parts, SCHEMA)).toBe(
      '{"predictions":[{"label":"free","probabilities":[0.25,0.75]},{"label":"a \\"b\\", c","probabilities":[1,0]},{"label":"grün","probabilities":[0.1,-0.9]}]}',
    );
    expect(written(encodeJsonLines, parts, SCHEMA).split('\n')).toHaveLength(4);
    expect(written(encodeCsv, parts, SCHEMA)).toBe('free,0.25,0.75\n"a ""b"", c",1,0\ngrün,0.1,-0.9\n');
  });

  test('of whole numbers and truth values are written as what they are', () => {
    const schema: ModelSchema = {
      version: 1,
      features: [{ name: 'a', type: 'number' }],
      outputs: [
        { name: 'class', type: 'integer' },
        { name: 'sure', type: 'boolean' },
      ],
    };
    const values = [
      { name: 'class', size: 1, values: BigInt64Array.of(-3n, 2n ** 40n) },
      { name: 'sure', size: 1, values: Uint8Array.of(1, 0) },
    ];
    expect(written(encodeCsv, [{ outputs: values, from: 0, to: 2 }], schema)).toBe('-3,true\n1099511627776,false\n');
    expect(predictionRecord(values, 0, schema)).toEqual({ class: -3, sure: true });
  });

  test('are numbers that read back as themselves, bit for bit', () => {
    const numbers = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, min: -1, max: 1 }),
      fc.float({ noNaN: true, min: Math.fround(0.00001), max: Math.fround(0.002) }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.constantFrom(-0, 0.5, 1, 999_999_999, 1e9, -1e9, 1e21, Math.fround(0.1), 1 - 2 ** -24, 2 ** -24),
    );
    const writer = new ByteWriter();
    fc.assert(
      fc.property(numbers, (value) => {
        writer.reset();
        writer.number(value);
        const text = Buffer.from(writer.bytes.buffer, 0, writer.length).toString();
        expect(Object.is(JSON.parse(text), value) ? text : value).toBe(text);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each(FORMATS)('are written alike in $mediaType, many rows at once and each alone', ({ encode }) => {
    const schema: ModelSchema = {
      version: 1,
      features: [],
      outputs: [
        { name: 'label', type: 'integer' },
        { name: 'probabilities', type: 'number', size: 2 },
      ],
    };
    const row = fc.tuple(
      fc.bigInt({ min: -5n, max: 5_000_000_000n }),
      fc.float({ noNaN: true, min: -2, max: 2 }),
      fc.float({ noNaN: true, min: 0, max: 1 }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const outputs: OutputValues[] = [
          { name: 'label', size: 1, values: BigInt64Array.from(rows, ([label]) => label) },
          { name: 'probabilities', size: 2, values: Float32Array.from(rows.flatMap(([, one, other]) => [one, other])) },
        ];
        const alone = rows.map((_, from) => ({ outputs, from, to: from + 1 }));
        expect(written(encode, [{ outputs, from: 0, to: rows.length }], schema)).toBe(written(encode, alone, schema));
      }),
    );
  });

  test('that are no finite numbers are found by their row', () => {
    const values = Float32Array.of(1, 2, 3, Number.NaN, 5, 6);
    const broken = [{ name: 'y', size: 2, values }];
    expect(firstNonFinite({ outputs: broken, from: 0, to: 3 })).toBe(1);
    expect(firstNonFinite({ outputs: broken, from: 2, to: 3 })).toBeUndefined();
  });
});

test('content types are known by their parameters and spellings, and Accept by its preference', () => {
  expect(formatOf('text/csv; charset=utf-8')?.mediaType).toBe('text/csv');
  expect(formatOf('Application/JSON')?.mediaType).toBe('application/json');
  expect(formatOf('application/x-npy')).toBeUndefined();
  const [csv] = FORMATS;
  if (csv === undefined) return;
  expect(acceptedFormat('*/*', csv)).toBe(csv);
  expect(acceptedFormat('image/png', csv)).toBeUndefined();
  expect(acceptedFormat('image/png, application/json', csv)?.mediaType).toBe('application/json');
});
