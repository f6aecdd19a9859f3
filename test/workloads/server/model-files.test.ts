import { join } from 'node:path';
import { openModel, type LoadedModel } from '../../../workloads/scoring/open-model';
import { createModelServer, type ModelServer } from '../../../workloads/server/http';
import { fixtures, type Fixture } from '../scoring/fixtures';
import { listening, servingOf } from './in-process';

// What the libraries themselves answered in Python (xgboost 3.2.0, lightgbm 4.7.0, onnxruntime 1.32.0): ../scoring/fixtures/make.py.

const FIXTURES = join(__dirname, '..', 'scoring', 'fixtures');

let model: LoadedModel | undefined;
let server: ModelServer | undefined;
afterEach(async () => {
  server?.server.close();
  server?.closeIdle();
  await model?.close();
});

async function serve({ name }: Fixture): Promise<(body: string, contentType: string) => Promise<Record<string, unknown>[]>> {
  model = await openModel(join(FIXTURES, name));
  server = createModelServer(servingOf(model));
  const url = `http://127.0.0.1:${await listening(server.server)}/invocations`;
  return async (body, contentType) => {
    const response = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': contentType, Accept: 'application/json' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    return ((await response.json()) as { predictions: Record<string, unknown>[] }).predictions;
  };
}

/** Rows as records, CSV and lists; a missing value is null, or an empty cell. */
function bodiesOf(rows: readonly (readonly number[])[], names: readonly string[]): Record<string, string> {
  const lists = rows.map((row) => row.map((value) => (Number.isNaN(value) ? null : value)));
  return {
    'application/json': JSON.stringify({ instances: lists }),
    'application/jsonlines': lists.map((row) => JSON.stringify(Object.fromEntries(row.map((value, at) => [names[at], value])))).join('\n'),
    'text/csv': lists.map((row) => row.join(',')).join('\n'),
  };
}

function expectNear(given: unknown, expected: unknown): void {
  if (typeof expected === 'number') expect(Math.abs(Number(given) - expected)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(expected)));
  else expect(given).toBe(expected);
}

test.each(['xgboost', 'lightgbm', 'onnx'].flatMap((library) => fixtures(library)).map((fixture) => [fixture.name, fixture] as const))(
  '%s is served on the tree engine, and answers what its library answers, in every format',
  async (name, fixture) => {
    const ask = await serve(fixture);
    expect(model?.kind).toBe('trees');
    const optional = model?.schema.features.every((feature) => feature.optional === true) ?? false;
    expect(optional).toBe(!name.endsWith('.onnx'));
    const kept = fixture.rows.flatMap((row, index) => (optional || !row.some(Number.isNaN) ? [index] : []));
    expect(kept.length).toBeGreaterThan(10);
    const names = model?.schema.features.map((feature) => feature.name) ?? [];
    const bodies = bodiesOf(
      kept.map((index) => fixture.rows[index] ?? []),
      names,
    );
    for (const [contentType, body] of Object.entries(bodies)) {
      const predictions = await ask(body, contentType);
      expect(predictions).toHaveLength(kept.length);
      predictions.forEach((prediction, at) => {
        for (const output of Object.keys(prediction)) {
          const expected = fixture.expected[output]?.[kept[at] ?? 0] ?? [];
          [prediction[output]].flat().forEach((value, column) => expectNear(value, expected[column]));
          expect([prediction[output]].flat()).toHaveLength(expected.length);
        }
      });
    }
  },
);
