import type { Prices } from '../planning/workload.js';
import type { PipelineRecord, StepFacts } from './record.js';

/** Fewest bytes of a query that are paid, and what a price for a terabyte is about (Athena pricing page; that a terabyte has 2^40 bytes is UNCONFIRMED). */
const ATHENA = { fewestBytes: 10 * 1024 ** 2, terabyte: 1024 ** 4 } as const;
/** Which price of an instance a kind of step is paid by; all else is processing. */
const USES: { readonly [kind: string]: 'batch' | 'training' | undefined } = { transform: 'batch', training: 'training' };
const SECONDS_AN_HOUR = 3600;

/** What a step cost, or which price is missing; nothing for a step that costs nothing of its own. */
export type StepCost = { readonly amount: number } | { readonly unpriced: string };

/** What a step cost at somebody's prices. */
export function costOfStep(step: StepFacts, prices: Prices): StepCost | undefined {
  const { kind, scannedBytes, query, instanceType, instances = 1, billedSeconds } = step;
  if (instanceType !== undefined && billedSeconds !== undefined) {
    const use = USES[kind] ?? 'processing';
    const price = prices.instances[instanceType]?.[use];
    if (price === undefined) return { unpriced: `instances.${instanceType}.${use}` };
    return { amount: (price * instances * billedSeconds) / SECONDS_AN_HOUR };
  }
  if (query === undefined || scannedBytes === undefined) return undefined;
  if (prices.athena === undefined) return { unpriced: 'athena.terabyteScanned' };
  return { amount: (prices.athena.terabyteScanned * Math.max(ATHENA.fewestBytes, scannedBytes)) / ATHENA.terabyte };
}

/** What a run cost, as far as there are prices. */
export function costOfRun(
  { steps = {} }: PipelineRecord,
  prices: Prices,
): { readonly amount: number; readonly unpriced: readonly string[] } {
  const costs = Object.values(steps).flatMap((step) => costOfStep(step, prices) ?? []);
  return {
    amount: costs.reduce((sum, cost) => sum + ('amount' in cost ? cost.amount : 0), 0),
    unpriced: [...new Set(costs.flatMap((cost) => ('unpriced' in cost ? [cost.unpriced] : [])))],
  };
}
