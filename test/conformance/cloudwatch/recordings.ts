import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test of localstack that ran against AWS, and what AWS answered. */
export interface Recording {
  /** `test_get_metric_data_stats[json-Sum]`. */
  readonly name: string;
  /** Name of the test alone. */
  readonly test: string;
  /** What the test was called with: `json-Sum`, '' without any. */
  readonly given: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

const { SLIPWAY_JUDGES } = process.env;
const FILES = ['cloudwatch.json', 'cloudwatch_metrics.json'];

/** Undefined where nobody says where the recordings lie. */
export function readRecordings(): Recording[] | undefined {
  if (SLIPWAY_JUDGES === undefined || SLIPWAY_JUDGES === '') return undefined;
  const folder = join(SLIPWAY_JUDGES, 'cloudwatch');
  if (!existsSync(folder)) return undefined;
  return FILES.flatMap((file) => {
    const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, { 'recorded-content': Record<string, unknown> }>;
    return Object.entries(cases).map(([id, { 'recorded-content': answers }]) => {
      const name = id.split('::').at(-1) ?? id;
      const [, test = name, given = ''] = /^(\w+)(?:\[(.*)\])?$/.exec(name) ?? [];
      return { name, test, given, answers };
    });
  });
}

/** What lies at a path within an answer; the test fails that asks for what is not there. */
export function at(answers: unknown, ...path: (string | number)[]): unknown {
  let value = answers;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !(key in value)) throw new TypeError(`the recording holds no ${path.join('.')}`);
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** Of a GetMetricData answer: the values of each result. */
export function valuesIn(answer: unknown): (readonly number[])[] {
  return (at(answer, 'MetricDataResults') as readonly { readonly Values: readonly number[] }[]).map(({ Values }) => Values);
}
