import type { VariantPlan } from '../plan.js';
import type { ModelProfile } from './profile.js';
import { scoreIn } from './ask.js';

/** A stub answers one of so many requests at its slowest. */
const ONE_OF = 100;
const OK = 200;

/** A variant whose containers are all stubs needs no measuring: how long they take was declared. */
export function declaredProfile({ containers }: VariantPlan): ModelProfile | undefined {
  const stubs = containers.map(({ standIn }) => (standIn !== undefined && 'stub' in standIn ? standIn.stub : undefined));
  if (stubs.length === 0 || stubs.includes(undefined)) return undefined;
  const sum = (of: (stub: NonNullable<(typeof stubs)[number]>) => number): number =>
    stubs.reduce((total, stub) => total + (stub === undefined ? 0 : of(stub)), 0);
  const usual = sum(({ latencyMillis }) => latencyMillis);
  const slowest = sum(({ latencyMillis, slowestMillis }) => slowestMillis ?? latencyMillis);
  const { output, prediction } = scoreIn(stubs.at(-1)?.answer ?? '');
  return {
    basis: 'declared',
    rows: 'a stub, which answers everything alike',
    millis: Array.from({ length: ONE_OF }, (_, index) => (index === 0 ? slowest : usual)),
    statuses: Array.from({ length: ONE_OF }, () => OK),
    predictions: Array.from({ length: ONE_OF }, () => prediction),
    output,
    bodyBytes: 0,
    loadMillis: 0,
    peakMemoryMiB: null,
    changedRows: { statuses: [] },
  };
}
