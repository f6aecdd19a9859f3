import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ALARM_LIMITS,
  CAPTURE_LIMITS,
  COMPOSITE_LIMITS,
  CONTAINER_LIMITS,
  ENDPOINT_LIMITS,
  knownInstances,
  SERVERLESS_LIMITS,
} from '../../core/limits/index.js';
import { binaryQuality } from '../../core/quality/classification.js';
import { quantile } from '../../core/quality/quantile.js';

// What this package reckons and knows, as JSON for judges that are written in Python.

const DATA = join(__dirname, '..', '..', 'examples', 'spam-filter', 'data');
const lines = (name: string): string[][] =>
  readFileSync(join(DATA, name), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
const labels = lines('heldout.csv').map((cells) => cells.at(-1) === '1');
const expected = lines('expected.csv').map((cells) => cells.map(Number));
const scores = expected.map(([, , spam = Number.NaN]) => spam);
const sorted = scores.toSorted((a, b) => a - b);

process.stdout.write(
  JSON.stringify({
    quality: binaryQuality(
      labels.map((actual, row) => ({ actual, predicted: expected[row]?.[0] === 1, score: scores[row] ?? Number.NaN })),
    ),
    quantiles: [0, 0.01, 0.5, 0.9, 0.99, 1].map((q) => [q, quantile(sorted, q)]),
    instances: knownInstances().map(({ name, batch }) => ({ name, batch })),
    limits: {
      endpoint: { ...ENDPOINT_LIMITS, namePattern: ENDPOINT_LIMITS.namePattern.source },
      container: { ...CONTAINER_LIMITS, environmentKeyPattern: CONTAINER_LIMITS.environmentKeyPattern.source },
      serverless: SERVERLESS_LIMITS,
      capture: CAPTURE_LIMITS,
      alarm: ALARM_LIMITS,
      composite: COMPOSITE_LIMITS,
    },
  }),
);
