import fc from 'fast-check';

/** Bodies of numbers as clients write them, whole and damaged. */

const digits = fc.nat({ max: 999_999_999 }).map(String);
/** Spellings of numbers, right and wrong. */
export const numberTexts: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 4, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 3, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 }).map((value) => value.toPrecision(7)) },
  { weight: 3, arbitrary: fc.double({ noNaN: true, min: -1000, max: 1000 }).map((value) => value.toFixed(20)) },
  { weight: 3, arbitrary: fc.integer().map(String) },
  { weight: 2, arbitrary: fc.tuple(digits, digits, fc.integer({ min: -50, max: 50 })).map(([a, b, e]) => `${a}.${b}e${e}`) },
  { weight: 1, arbitrary: fc.tuple(fc.bigInt(), digits).map(([a, b]) => `${a}.${b}`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '-0',
      '0',
      '+1',
      '01',
      '-.5',
      '5.',
      '.',
      '-',
      '1e',
      '1e+',
      '1E5',
      '1e-400',
      '1e400',
      '3.5e38',
      '',
      ' ',
      'null',
      'NaN',
      'Infinity',
      '0x10',
      '1_0',
      '"1"',
      'true',
      '[1]',
      '{}',
      '16777217',
      '1e39',
    ),
  },
);

/** Half of the numbers that lie between two neighbouring 32-bit floats round up, half down: texts about those middles, where a shortcut goes wrong first. */
export const middleTexts: fc.Arbitrary<string> = fc
  .tuple(
    fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(1e-30), max: Math.fround(1e30) }),
    fc.constantFrom('', '0', '1', '00000001', '5', '4999'),
    fc.boolean(),
  )
  .map(([value, tail, below]) => {
    const bits = new Int32Array(Float32Array.of(value).buffer);
    const next = new Float32Array(Int32Array.of((bits[0] ?? 0) + 1).buffer)[0] ?? value;
    const middle = (value + next) / 2;
    const text = below ? middle.toPrecision(17) : middle.toExponential(20);
    const [mantissa = '', exponent] = text.split('e');
    return `${mantissa}${mantissa.includes('.') ? tail : ''}${exponent === undefined ? '' : `e${exponent}`}`;
  });

const whiteSpace = fc.constantFrom('', '', '', ' ', '\t', '\r', '\n', '\r\n', '  ');

/** A body, and perhaps what a bad day makes of it: a byte changed, left out, or put in. */
export function damaged(bodies: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  const damage = fc.option(
    fc.tuple(
      fc.nat(),
      fc.constantFrom('change', 'drop', 'insert', 'cut'),
      fc.oneof(fc.constantFrom(...'[]{},:"\\\n\r\t +-.eE01x'.split('')), fc.string({ minLength: 1, maxLength: 1 })),
    ),
    { freq: 2 },
  );
  return fc.tuple(bodies, damage).map(([body, how]) => {
    if (how === null) return Buffer.from(body);
    const [place, what, text] = how;
    const at = body.length === 0 ? 0 : place % body.length;
    const after = what === 'insert' ? body.slice(at) : what === 'cut' ? '' : body.slice(at + 1);
    return Buffer.from(body.slice(0, at) + (what === 'change' || what === 'insert' ? text : '') + after);
  });
}

function quoted(name: string): string {
  return name.includes('"') ? `"${name.replaceAll('"', '""')}"` : name;
}

export function csvBodies(names: readonly string[], cells: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const row = fc.array(cells, { minLength: names.length, maxLength: names.length });
  const header = fc.option(fc.shuffledSubarray([...names], { minLength: names.length }), { freq: 3 });
  return fc
    .tuple(
      header,
      fc.array(row, { minLength: 0, maxLength: 4 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.constantFrom(',', ', ', ' ,'),
    )
    .map(
      ([first, rows, end, last, comma]) =>
        [...(first === null ? [] : [first.map(quoted).join(',')]), ...rows.map((values) => values.join(comma))].join(end) +
        (last ? end : ''),
    );
}

export function jsonRows(names: readonly string[], cells: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const list = fc
    .tuple(fc.array(cells, { minLength: names.length, maxLength: names.length }), whiteSpace)
    .map(([values, space]) => `[${space}${values.join(`,${space}`)}]`);
  const record = fc
    .tuple(
      fc.shuffledSubarray([...names], { minLength: Math.max(1, names.length - 1) }),
      fc.array(cells, { minLength: names.length, maxLength: names.length }),
      whiteSpace,
    )
    .map(
      ([keys, values, space]) =>
        `{${keys.map((key, index) => `${space}${JSON.stringify(key)}${space}:${values[index] ?? '0'}`).join(',')}}`,
    );
  return fc.oneof(list, record);
}

export function jsonBodies(names: readonly string[], cells: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const rows = fc
    .tuple(fc.array(jsonRows(names, cells), { maxLength: 4 }), whiteSpace)
    .map(([items, space]) => `[${items.join(`${space},${space}`)}${space}]`);
  const columns = fc.shuffledSubarray([...names], { minLength: names.length });
  return fc.oneof(
    rows,
    jsonRows(names, cells),
    fc.tuple(whiteSpace, rows).map(([space, list]) => `{${space}"instances"${space}:${space}${list}}${space}`),
    fc
      .tuple(columns, rows, fc.constantFrom('', '"index":[0,1],', '"index":[],'))
      .map(([order, list, index]) => `{"columns":${JSON.stringify(order)},${index}"data":${list}}`),
  );
}

export function jsonLinesBodies(names: readonly string[], cells: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(jsonRows(names, cells), { maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\n\n', '\n \n'))
    .map(([rows, end]) => rows.join(end) + end);
}
