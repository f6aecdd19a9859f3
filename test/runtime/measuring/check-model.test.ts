import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkModel } from '../../../runtime/measuring/check-model';
import type { VariantPlan } from '../../../runtime/plan';
import type { Container } from '../../../runtime/platform/container';
import { scratch } from '../assembly/apps';

/** A container that answers by the record that it is asked. */
function answering(answer: (input: { readonly x: number }) => { readonly status?: number; readonly body: string }): Container {
  return {
    name: 'primary',
    invoke: ({ body }) => {
      const { status = 200, body: text } = answer(JSON.parse(body.toString()) as { x: number });
      return Promise.resolve({ status, headers: {}, chunks: [Buffer.from(text)] as unknown as AsyncIterable<Buffer> });
    },
    close: () => Promise.resolve(),
  };
}

function variant(files: Readonly<Record<string, readonly string[]>>): VariantPlan {
  const folder = scratch();
  mkdirSync(join(folder, 'samples'));
  for (const [name, lines] of Object.entries(files)) writeFileSync(join(folder, 'samples', name), lines.join('\n'));
  return {
    name: 'Blue',
    weight: 1,
    instances: 1,
    containers: [{ image: 'theirs', ours: false, environment: {}, modelFolder: folder }],
  };
}

const SIGNAL = new AbortController().signal;
const fault = (x: number): string => JSON.stringify({ input: { x }, expected: 'good', given: 'bad', because: `row ${x}` });

test('known faults are asked line by line, whatever answers: gone, there, wrong in another way, or not answered', async () => {
  const container = answering(({ x }) =>
    x === 4 ? { status: 500, body: 'broken' } : { body: JSON.stringify({ verdict: ['good', 'bad', 'ugly'][x - 1] ?? x }) },
  );
  const checks = await checkModel([container], variant({ 'known-faults.jsonl': [fault(1), fault(2), '', fault(3), fault(4)] }), SIGNAL);
  expect(checks?.knownFaults.map(({ line, outcome }) => [line, outcome])).toEqual([
    [1, 'gone'],
    [2, 'there'],
    [4, 'otherwise'],
    [5, 'unanswered'],
  ]);
  expect(checks?.knownFaults.at(-1)).toMatchObject({ now: 'answered with 500', because: 'row 4', expected: 'good', given: 'bad' });
  expect(checks?.golden).toEqual({ rows: 0, different: [] });
});

test('golden rows that are answered otherwise are named by their line', async () => {
  const golden = [1, 2, 3].map((x) => JSON.stringify({ input: { x }, output: { score: x / 10 } }));
  const container = answering(({ x }) =>
    x === 3 ? { body: 'no JSON' } : { body: JSON.stringify({ predictions: [{ score: x === 2 ? 0.9 : 0.1 }] }) },
  );
  const checks = await checkModel([container], variant({ 'golden.jsonl': [...golden, '{"input":{}}'] }), SIGNAL);
  expect(checks?.golden).toEqual({
    rows: 4,
    different: [
      { line: 2, what: 'score is 0.9, recorded was 0.2' },
      { line: 3, what: 'answered with what is no JSON' },
      { line: 4, what: 'this is no golden row: give {"input": {…}, "output": {…}}' },
    ],
  });
});

test('a known fault that is half written is refused with its line, as the gate at synthesis would', async () => {
  const half = JSON.stringify({ input: { x: 1 }, expected: 'good', given: 'bad' });
  await expect(checkModel([answering(() => ({ body: '1' }))], variant({ 'known-faults.jsonl': ['', half] }), SIGNAL)).rejects.toThrow(
    'samples/known-faults.jsonl:2: "because" is missing',
  );
});

test('the digest is of what was asked: a row more is another', async () => {
  const container = answering(() => ({ body: '"bad"' }));
  const [one, two, same] = await Promise.all(
    [[fault(1)], [fault(1), fault(2)], [fault(1)]].map((lines) =>
      checkModel([container], variant({ 'known-faults.jsonl': lines }), SIGNAL),
    ),
  );
  expect(two?.digest).not.toBe(one?.digest);
  expect(same?.digest).toBe(one?.digest);
});

test('a model without such rows is asked nothing', async () => {
  expect(await checkModel([], variant({ 'traffic.jsonl': ['{"input":{}}'] }), SIGNAL)).toBeUndefined();
});
