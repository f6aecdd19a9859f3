import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelKey } from '../../../runtime/measuring/model-key';
import { scratch } from '../assembly/apps';

/** A checkout with a program and a model's folder, and the key of the command that runs them. */
function keyOf({
  program = 'python3',
  script = 'serve()',
  weights = 'w',
}: { program?: string; script?: string; weights?: string } = {}): string {
  const folder = scratch();
  mkdirSync(join(folder, 'model'));
  writeFileSync(join(folder, 'serve.py'), script);
  writeFileSync(join(folder, 'model', 'weights.bin'), weights);
  const standIn = { command: [program, 'serve.py', join(folder, 'model'), '--fast'], folder };
  return modelKey({
    name: 'A',
    weight: 1,
    instances: 1,
    containers: [{ image: 'theirs', ours: false, environment: {}, standIn }],
  });
}

test('a command has the same key in every checkout, wherever it lies', () => {
  expect(keyOf()).toBe(keyOf());
});

test.each([
  ['program', { program: '.venv/bin/python' }],
  ['script', { script: 'serve(2)' }],
  ['model', { weights: 'x' }],
])('a command with another %s has another key', (_what, other) => {
  expect(keyOf(other)).not.toBe(keyOf());
});
