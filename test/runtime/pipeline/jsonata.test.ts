import { JsonataEvaluator } from '../../../runtime/pipeline/jsonata/evaluator';
import type { Json, JsonObject } from '../../../runtime/pipeline/json';

const evaluator = new JsonataEvaluator();
const NOW = Date.UTC(2026, 2, 1, 5);

afterAll(() => evaluator.close());

async function value(expression: string, states: JsonObject = {}, seed = 7): Promise<Json | undefined> {
  const [result] = await evaluator.values([{ name: 'Output', template: `{% ${expression} %}` }], { states, variables: {} }, NOW, seed);
  return result;
}

test('$random with a seed is java.util.Random, as on AWS', async () => {
  expect(await value('$random(42)')).toBe(0.7275636800328681);
});

test('time and dice are the run’s own', async () => {
  expect(await value('$now()')).toBe('2026-03-01T05:00:00.000Z');
  expect(await value('$millis()')).toBe(NOW);
  expect(await value("$now('[Y]/[M01]')")).toBe('2026/03');
  expect(await value('$random()')).toBe(await value('$random()'));
  expect(await value('$uuid()')).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test('$hash knows the algorithms that Step Functions documents', async () => {
  // The SHA-256 of the empty text, FIPS 180-4.
  expect(await value("$hash('', 'SHA-256')")).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  await expect(value("$hash('a', 'CRC')")).rejects.toMatchObject({ problem: { kind: 'threw', text: expect.stringContaining('MD5') } });
});

test('JSONata 2.0.6 is what AWS evaluates: operators that came later do not exist', async () => {
  await expect(value("$states.input.a ?? 'none'", { input: {} })).rejects.toMatchObject({ problem: { kind: 'threw' } });
});

test('an expression that loops for ever is ended, and what waited behind it is answered', async () => {
  const impatient = new JsonataEvaluator(300);
  const ask = (expression: string) =>
    impatient.values([{ name: 'Output', template: { a: `{% ${expression} %}` } }], { states: {}, variables: {} }, NOW, 1);
  const endless = ask('($f := function($n) { $f($n + 1) }; $f(1))');
  const behind = ask('1 + 1');
  await expect(endless).rejects.toMatchObject({ problem: { kind: 'deadline', location: 'Output/a', text: '0.3 s' } });
  expect(await behind).toEqual([{ a: 2 }]);
  await impatient.close();
});
