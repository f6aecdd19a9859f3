import { stubMillis } from '../../core/service/stub-latency.js';
import type { VariantPlan } from '../plan.js';
import type { ModelProfile } from './profile.js';
import { scoreIn } from './ask.js';

/** So many equally likely times stand for the distribution; the last of them is the slowest. */
const TIMES = 100;
const OK = 200;

/** A variant whose containers are all stubs needs no measuring: how long they take was declared. */
export function declaredProfile({ containers }: VariantPlan): ModelProfile | undefined {
  const stubs = containers.map(({ standIn }) => (standIn !== undefined && 'stub' in standIn ? standIn.stub : undefined));
  if (stubs.length === 0 || stubs.includes(undefined)) return undefined;
  const millisWithin = (share: number): number =>
    stubs.reduce((total, stub) => total + (stub === undefined ? 0 : stubMillis(stub, share)), 0);
  const { output, prediction } = scoreIn(stubs.at(-1)?.answer ?? '');
  return {
    basis: 'declared',
    rows: 'a stub, which answers everything alike',
    millis: Array.from({ length: TIMES }, (_, index) => millisWithin((index + 0.5) / TIMES)),
    statuses: Array.from({ length: TIMES }, () => OK),
    predictions: Array.from({ length: TIMES }, () => prediction),
    output,
    bodyBytes: 0,
    loadMillis: 0,
    peakMemoryMiB: null,
    changedRows: { statuses: [] },
  };
}
