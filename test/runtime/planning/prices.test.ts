import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrices } from '../../../runtime/planning/prices';

const folder = mkdtempSync(join(tmpdir(), 'slipway-prices-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function prices(value: unknown): ReturnType<typeof readPrices> {
  const path = join(folder, 'prices.json');
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return readPrices(path);
}

test('prices are read as they were written', () => {
  const given = { instances: { 'ml.m5.large': { hosting: 0.1, batch: 0.2 } }, serverless: { gbSecond: 0.00002 } };
  expect(prices({ version: 1, currency: 'EUR', region: 'eu-central-1', asOf: '2026-11', ...given })).toEqual({ currency: 'EUR', ...given });
});

test.each<[string, unknown, string]>([
  ['no JSON', '{', 'the prices cannot be read'],
  ['another version', { version: 2, currency: 'USD' }, 'version: give "version": 1'],
  ['no currency', { version: 1 }, 'currency: give the currency'],
  [
    'a price that is a text',
    { version: 1, currency: 'USD', instances: { 'ml.m5.large': { hosting: '0.1' } } },
    'instances.ml.m5.large.hosting: give a number',
  ],
  ['a negative price', { version: 1, currency: 'USD', serverless: { gbSecond: -1 } }, 'serverless.gbSecond: a price is not negative'],
  [
    'a type that there is not',
    { version: 1, currency: 'USD', instances: { 'm5.large': {} } },
    'instances.m5.large: there is no such instance type',
  ],
  ['a field of nobody', { version: 1, currency: 'USD', spot: true }, 'Unrecognized key'],
])('%s is refused, with the form', (_what, value, message) => {
  expect(() => prices(value)).toThrow(message);
  expect(() => prices(value)).toThrow('{"version": 1, "currency": "USD"');
});
