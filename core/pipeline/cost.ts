import { secondsOfJob } from '../batch/job-seconds.js';
import { instanceCost } from '../planning/instance-cost.js';
import type { Prices } from '../planning/workload.js';
import type { PipelineRecord, StepFacts } from './record.js';

/** Fewest bytes of a query that are paid, and what a price for a terabyte is about (Athena pricing page; that a terabyte has 2^40 bytes is UNCONFIRMED). */
const ATHENA = { fewestBytes: 10 * 1024 ** 2, terabyte: 1024 ** 4 } as const;
/** Steps that run a job, and which price of an instance each is paid by. */
const JOBS: { readonly [kind: string]: 'batch' | 'training' | 'processing' | undefined } = {
  transform: 'batch',
  training: 'training',
  processing: 'processing',
  evaluation: 'processing',
};
/** Steps that ask Athena. */
const QUERIES = ['sql', 'check', 'branch'];

/** What something cost, as far as it is known. */
export interface KnownCost {
  readonly amount: number;
  /** Whether jobs that were tried again, or left no times, are counted with all the time around them, so that the true cost is less. */
  readonly atMost: boolean;
}

/** What a step cost, or why nobody can say. */
export type StepCost = KnownCost | { readonly unknown: string };

/** What a run cost: of each step that costs something, and all that is known together. */
export interface RunCost {
  /** In the currency of the price file; null where nothing of what it cost is known. */
  readonly amount: number | null;
  readonly currency: string;
  readonly atMost: boolean;
  readonly steps: { readonly [name: string]: StepCost };
  /** Why some of it is not known. */
  readonly unknown: readonly string[];
}

/** What a step cost at somebody's prices; nothing for one that has no job and no query. What functions and the state machine cost is left out. */
function costOfStep(name: string, step: StepFacts, prices: Prices): StepCost | undefined {
  const { kind, skipped = false, error } = step;
  const use = JOBS[kind];
  if (skipped || (use === undefined && !QUERIES.includes(kind))) return undefined;
  if (error !== undefined) return { unknown: `what '${name}' cost until it failed` };
  return use === undefined ? costOfQuery(name, step, prices) : costOfJob(name, step, use, prices);
}

/** What a run cost, as far as there are prices. */
export function costOfRun({ steps }: Pick<PipelineRecord, 'steps'>, prices: Prices): RunCost {
  const { currency } = prices;
  if (steps === undefined) return { amount: null, currency, atMost: false, steps: {}, unknown: ['what its steps did until it failed'] };
  const costs = Object.entries(steps).flatMap(([name, step]): [string, StepCost][] => {
    const cost = costOfStep(name, step, prices);
    return cost === undefined ? [] : [[name, cost]];
  });
  const known = costs.flatMap(([, cost]) => ('amount' in cost ? [cost] : []));
  const unknown = [...new Set(costs.flatMap(([, cost]) => ('unknown' in cost ? [cost.unknown] : [])))];
  return {
    amount: known.length === 0 && unknown.length > 0 ? null : known.reduce((sum, { amount }) => sum + amount, 0),
    currency,
    atMost: known.some(({ atMost }) => atMost),
    steps: Object.fromEntries(costs),
    unknown,
  };
}

function costOfQuery(name: string, { scannedBytes }: StepFacts, { athena }: Prices): StepCost {
  if (scannedBytes === undefined) return { unknown: `how much the query of '${name}' read` };
  if (athena === undefined) return { unknown: 'the price athena.terabyteScanned' };
  return { amount: (athena.terabyteScanned * Math.max(ATHENA.fewestBytes, scannedBytes)) / ATHENA.terabyte, atMost: false };
}

function costOfJob(name: string, step: StepFacts, use: 'batch' | 'training' | 'processing', prices: Prices): StepCost {
  const { instanceType, instances = 1, times, retries = 0, seconds } = step;
  const said = retries === 0 ? secondsOfJob(times) : undefined;
  const paid = said ?? seconds;
  if (instanceType === undefined || paid === undefined) return { unknown: `for how long the job of '${name}' ran` };
  const amount = instanceCost(prices, instanceType, use, paid * instances);
  return amount === undefined ? { unknown: `the price instances.${instanceType}.${use}` } : { amount, atMost: said === undefined };
}
