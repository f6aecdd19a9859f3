import { setTimeout as delay } from 'node:timers/promises';
import { readAll } from '../../../runtime/platform/container';
import { StubContainer } from '../../../runtime/platform/stub-container';
import { seeded } from '../../../runtime/random';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));

const ANSWERS = 2000;

async function waits(seed: number): Promise<number[]> {
  const waited = jest.mocked(delay);
  waited.mockClear();
  const stub = new StubContainer('primary', { answer: '{}', latencyMillis: 80, slowestMillis: 2000 }, seeded(seed));
  for (let index = 0; index < ANSWERS; index += 1)
    await stub.invoke({ body: Buffer.from('x'), headers: {}, signal: new AbortController().signal });
  return waited.mock.calls.map(([millis]) => millis ?? Number.NaN);
}

test('waits as declared: half of the answers below the latency, one of a hundred the slowest', async () => {
  const millis = await waits(1);
  // Four standard deviations of a binomial of 2000 at 0.5 and at 0.01.
  expect(Math.abs(millis.filter((each) => each < 80).length - 1000)).toBeLessThan(90);
  expect(Math.abs(millis.filter((each) => each === 2000).length - 20)).toBeLessThan(18);
  expect(Math.max(...millis)).toBe(2000);
});

test('waits the same with the same seed, and otherwise with another', async () => {
  const [once, again, other] = [await waits(7), await waits(7), await waits(8)];
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
});

test('answers in the type that is asked for, else in JSON', async () => {
  const stub = new StubContainer('primary', { answer: 'yes', latencyMillis: 0 }, seeded(1));
  const { signal } = new AbortController();
  const plain = await stub.invoke({ body: Buffer.from('x'), headers: { accept: 'text/plain' }, signal });
  const other = await stub.invoke({ body: Buffer.from('x'), headers: {}, signal });
  expect([plain.status, plain.headers['content-type'], other.headers['content-type']]).toEqual([200, 'text/plain', 'application/json']);
  expect((await readAll(plain.chunks)).toString('utf8')).toBe('yes');
});
