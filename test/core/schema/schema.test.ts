import { columnOrder } from '../../../core/schema/columns';
import { parseSchema } from '../../../core/schema/parse';

const GOOD = {
  version: 1,
  features: [
    { name: 'age', type: 'integer', range: [0, 120] },
    { name: 'plan', type: 'string', categories: ['a', 'b'], sensitive: true },
  ],
  outputs: [{ name: 'label', type: 'integer', classes: ['no', 'yes'] }],
};

test('a schema is read as it is', () => {
  expect(parseSchema(GOOD, 'schema.json')).toEqual(GOOD);
});

test('all that is wrong is said at once, each with its place', () => {
  const bad = {
    version: 2,
    features: [
      { name: '', type: 'float' },
      { name: 'a', type: 'number', range: [2, 1], importance: 3, sensitive: 'yes' },
      { name: 'a', type: 'number' },
    ],
    outputs: [],
  };
  const read = (): unknown => parseSchema(bad, 'model/schema.json');
  for (const part of [
    'version is 2',
    'features[0].name is ""',
    'features[0].type is "float"',
    'features[1].range',
    'features[1].importance is 3',
    'features[1].sensitive',
    "features names 'a' twice",
    'outputs is a list',
    '(model/schema.json)',
  ]) {
    expect(read).toThrow(part);
  }
});

test.each([
  ['a list', []],
  ['null', null],
  ['a string', 'x'],
])('%s is no schema', (what, value) => {
  expect(() => parseSchema(value, 'schema.json')).toThrow(`this is ${what}`);
});

test('two columns exchanged change the order that the digest is taken over', () => {
  const schema = parseSchema(GOOD, 'schema.json');
  expect(columnOrder({ ...schema, features: schema.features.toReversed() })).not.toBe(columnOrder(schema));
});
