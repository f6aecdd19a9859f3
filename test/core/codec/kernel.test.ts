import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../../core/codec/content-type';
import { RowKernel } from '../../../core/codec/kernel/row-kernel';
import { csvTemplate } from '../../../core/codec/kernel/row-template';
import { TemplateRows } from '../../../core/codec/kernel/template-rows';
import { MatrixBuilder, numericColumns, type NumericColumns } from '../../../core/codec/matrix';
import type { Feature, ModelSchema } from '../../../core/schema/schema';
import { ROOT } from '../../architecture/sources';
import { middleTexts, numberTexts } from './bodies';

const schemaOf = (features: readonly Feature[]): ModelSchema => ({ version: 1, features, outputs: [{ name: 'y', type: 'number' }] });
function columnsOf(features: readonly Feature[], templates: TemplateRows): NumericColumns {
  const columns = numericColumns(schemaOf(features));
  if (columns === undefined) throw new TypeError('a feature is no number');
  return { ...columns, templates };
}
const bits = ({ values, rows, width }: MatrixBuilder): string =>
  Buffer.from(values.buffer, values.byteOffset, rows * width * values.BYTES_PER_ELEMENT).toString('hex');

describe.each(['matrix', 'matrix64'] as const)('a number that the kernel reads into a %s', (kind) => {
  const kernel = new RowKernel();
  const columns = columnsOf([{ name: 'x', type: 'number' }], new TemplateRows(() => kernel));
  const template = csvTemplate(Buffer.from('1\n'), columns, [0]);
  const rounded = (value: number): number => (kind === 'matrix' ? Math.fround(value) : value);
  const read = (text: string): number | undefined => {
    const bytes = Buffer.from(`${text}\n${text}\n`);
    const matrix = new MatrixBuilder(kind, bytes, columns);
    const end = kernel.scan(bytes, 0, bytes.length, template, matrix);
    // Both or none: what follows a number does not change it.
    expect([0, bytes.length]).toContain(end);
    return end === 0 ? undefined : matrix.values[1];
  };
  const plain = fc
    .tuple(fc.boolean(), fc.stringMatching(/^(0|[1-9]\d{0,12})$/), fc.stringMatching(/^\d{0,12}$/))
    .map(([minus, whole, part]) => `${minus ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`);

  test('is what JavaScript makes of its text, bit for bit', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(numberTexts, middleTexts, plain), (text) => {
        const value = read(text);
        if (value === undefined) return;
        taken += 1;
        expect(/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? '' : text).toBe('');
        expect(Object.is(value, rounded(Number(text))) ? '' : `${text} as ${value}`).toBe('');
      }),
      { numRuns: 15_000 },
    );
    expect(taken).toBeGreaterThan(5000);
  });

  test.each([
    '0',
    '-0',
    '7',
    '-1.166327',
    '0.02007554',
    '123456789012345',
    '12345678.1234567',
    '1e5',
    '2.5E-3',
    '-1.5e+22',
    '0.30404000000000001',
  ])("which reads '%s'", (text) => expect(read(text)).toBe(kind === 'matrix64' && text.length > 18 ? undefined : rounded(Number(text))));

  test.each([0, 1, 2].flatMap((zeros) => ['18446744073709551616', '92233720368547758080'].map((text) => text + '0'.repeat(zeros))))(
    "which never takes '%s', whose whole part is 0 in 64 bits, for 0",
    (text) => {
      for (const spelled of [text, `-${text}`, `0.${text}`, `${text}e-3`]) expect([undefined, Number(spelled)]).toContain(read(spelled));
    },
  );

  test.each(['', '-', '.', '.5', '5.', '+1', '1e', '1e+', '1 ', ' 1', 'NaN', 'null', '1,', '0x1', '1e99999', '-null', '--1', '1.2.3'])(
    "which leaves '%s' to others",
    (text) => expect(read(text)).toBeUndefined(),
  );
});

test('whole numbers are whole, and what may be missing is missing in the spelling of its format', () => {
  const features: Feature[] = [
    { name: 'whole', type: 'integer' },
    { name: 'perhaps', type: 'number', optional: true },
  ];
  const rows = (format: string, line: (whole: string, perhaps: string) => string): (readonly number[] | undefined)[] =>
    [
      ['1', '2'],
      ['1.5', '2'],
      ['15e-1', '2'],
      ['20e-1', '2'],
      ['1', ''],
      ['', '2'],
      ['1', 'null'],
      ['01', '2'],
    ].map(([whole = '', perhaps = '']) => {
      // Others before it: what is short is not worth a template.
      const body = Buffer.from(line('3', '4').repeat(1000) + line(whole, perhaps));
      const columns = columnsOf(features, new TemplateRows());
      const scanned = FORMATS.find(({ mediaType }) => mediaType === format)?.scan(body, columns, 'matrix');
      return scanned === undefined ? undefined : Array.from(scanned.finish().values.subarray(-2));
    });
  expect(rows('text/csv', (whole, perhaps) => `${whole},${perhaps}\n`)).toEqual([
    [1, 2],
    undefined,
    undefined,
    [2, 2],
    [1, Number.NaN],
    undefined,
    undefined,
    [1, 2],
  ]);
  expect(rows('application/jsonlines', (whole, perhaps) => `{"whole":${whole},"perhaps": ${perhaps}}\n`)).toEqual([
    [1, 2],
    undefined,
    undefined,
    [2, 2],
    undefined,
    undefined,
    [1, Number.NaN],
    undefined,
  ]);
});

const NAMES = ['a', 'b', 'a name that is longer than sixteen bytes', 'd'];
const ODD_NAMES = ['a', 'grün', 'a name that is longer than sixteen bytes', 'say "d"'];
const featuresOf = (names: readonly string[]): Feature[] =>
  names.map((name, index) => ({ name, type: index === 0 ? 'integer' : 'number', optional: index % 2 === 1 }));
const cell = (integer: boolean): fc.Arbitrary<string> =>
  integer
    ? fc.integer({ min: -999_999, max: 999_999 }).map(String)
    : fc.oneof(
        { weight: 20, arbitrary: fc.float({ noNaN: true, min: -1000, max: 1000 }).map((value) => String(Number(value.toPrecision(7)))) },
        { weight: 4, arbitrary: fc.double({ noNaN: true, min: -1000, max: 1000 }).map(String) },
        { weight: 1, arbitrary: numberTexts.filter((text) => !/[[{]/.test(text)) },
      );
const row = fc.tuple(cell(true), cell(false), cell(false), cell(false));
const table = fc.array(row, { minLength: 1, maxLength: 60 });
const rest = (from: readonly string[]): string[] => from.map((text, index) => (index === 0 ? text : ` ${text}`));

/** Bodies of one template each, but for what `numberTexts` and a bad day bring. */
const BODIES: Record<string, readonly [string, (rows: readonly (readonly string[])[]) => string]> = {
  CSV: ['text/csv', (rows) => rows.map((cells) => `${cells.join()}\n`).join('')],
  'CSV with CRLF': ['text/csv', (rows) => rows.map((cells) => `${cells.join()}\r\n`).join('')],
  'CSV with another order and no last line end': [
    'text/csv',
    (rows) => [NAMES.toReversed().map(quoted), ...rows.map((cells) => cells.toReversed())].map((cells) => cells.join()).join('\n'),
  ],
  'JSON rows': ['application/json', (rows) => `[${rows.map((cells) => `[${cells.join()}]`).join()}]`],
  'JSON rows as Python writes them': [
    'application/json',
    (rows) => `{"instances": [${rows.map((cells) => `[${rest(cells).join()}]`).join(', ')}]}`,
  ],
  'JSON records': ['application/json', (rows) => `[${rows.map((cells) => recordOf(cells)).join(',\n ')}]`],
  "pandas' split": [
    'application/json',
    (rows) => `{"columns":${JSON.stringify(NAMES.toReversed())},"data":[${rows.map((cells) => `[${cells.toReversed().join()}]`).join()}]}`,
  ],
  'JSON Lines of records': ['application/jsonlines', (rows) => rows.map((cells) => `${recordOf(cells)}\n`).join('')],
  'JSON Lines of lists': ['application/jsonlines', (rows) => rows.map((cells) => `[${cells.join(', ')}]\r\n`).join('')],
};
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const recordOf = (cells: readonly string[]): string =>
  `{${cells.map((text, index) => `${JSON.stringify(ODD_NAMES[index])}: ${text}`).join(', ')}}`;

describe.each(Object.entries(BODIES))('%s', (what, [mediaType, bodyOf]) => {
  const FEATURES = featuresOf(what.includes('records') ? ODD_NAMES : NAMES);
  const format = FORMATS.find((each) => each.mediaType === mediaType);

  test.each(['matrix', 'matrix64'] as const)('gives the same %s with the kernel, whatever it reads at once, as without it', (kind) => {
    const without = columnsOf(FEATURES, new TemplateRows(() => undefined));
    let scanned = 0;
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 300 }), fc.nat(), fc.boolean(), (rows, textBytes, place, isDamaged) => {
        // Over and over, as short bodies are not worth a template.
        const good = bodyOf(Array.from({ length: Math.ceil(400 / rows.length) }, () => rows).flat());
        const at = place % good.length;
        const body = Buffer.from(isDamaged ? `${good.slice(0, at)}${' ,\n.-e"7]'[place % 9]}${good.slice(at + 1)}` : good);
        const expected = format?.scan(body, without, kind);
        const small = new RowKernel(textBytes);
        const found = format?.scan(body, columnsOf(FEATURES, new TemplateRows(() => small)), kind);
        const whole = format?.scan(body, columnsOf(FEATURES, new TemplateRows()), kind);
        expect(found && bits(found)).toEqual(expected && bits(expected));
        expect(whole && bits(whole)).toEqual(expected && bits(expected));
        scanned += expected === undefined ? 0 : 1;
      }),
      { numRuns: 25 },
    );
    expect(scanned).toBeGreaterThan(0);
  });

  test('is read by the kernel, all but the last rows', () => {
    const rows = Array.from({ length: 500 }, (_, index) => [String(index), `${index / 7}`.slice(0, 9), '-0.25', '1e-3']);
    const kernel = new RowKernel();
    let taken = 0;
    const counted: RowKernel = Object.assign(Object.create(kernel) as RowKernel, {
      scan: (...given: Parameters<RowKernel['scan']>): number => {
        const before = given[4].rows;
        const end = kernel.scan(...given);
        taken += given[4].rows - before;
        return end;
      },
    });
    expect(format?.scan(Buffer.from(bodyOf(rows)), columnsOf(FEATURES, new TemplateRows(() => counted)), 'matrix')?.rows).toBe(500);
    expect(taken).toBeGreaterThan(400);
  });
});

test('every size of text that is read at once, from one byte up, gives the same rows', () => {
  const bytes = readFileSync(join(ROOT, 'benchmarks/models/rows.csv')).subarray(0, 6000);
  const width = bytes.subarray(0, bytes.indexOf('\n')).toString().split(',').length;
  const features = Array.from({ length: width }, (_, index): Feature => ({ name: `f${index}`, type: 'number' }));
  const read = (kernel: RowKernel | undefined): string => {
    const matrix = FORMATS.find(({ mediaType }) => mediaType === 'text/csv')?.scan(
      bytes.subarray(0, bytes.lastIndexOf('\n') + 1),
      columnsOf(features, new TemplateRows(() => kernel)),
      'matrix',
    );
    expect(matrix?.rows).toBeGreaterThan(15);
    return matrix === undefined ? '' : bits(matrix);
  };
  const expected = read(undefined);
  for (let textBytes = 1; textBytes <= 1400; textBytes += 1) expect(read(new RowKernel(textBytes)) === expected ? 0 : textBytes).toBe(0);
});
