import type { Stack } from 'aws-cdk-lib';
import { resolve } from 'node:path';
import type { StandInEntry } from '../core/service/entry.js';
import { readProfile, rehearse as rehearsePlan, SILENT, type Allowance, type RehearsalReport } from '../runtime/index.js';
import { planOf } from './plan-of.js';

export interface RehearseOptions {
  /** What chance is drawn from. Default: 1. */
  readonly seed?: number;
  /** Names of the faults to play, docs/faults.md. Default: every one that applies. */
  readonly faults?: readonly string[];
  /** Days without a fault on which no alarm should go off. Default: 90. */
  readonly healthyDays?: number;
  /** Whether both ends of what AWS does not publish are played too: false takes a third of the time. Default: true. */
  readonly bands?: boolean;
  /** What answers for endpoints whose image is not ours: a model file or folder, or what `slipway.json` says, by construct path. */
  readonly standIns?: Readonly<Record<string, string | StandInEntry>>;
  /** What is known and accepted. */
  readonly allow?: readonly Allowance[];
  /** A file with how the models answer, measured before: nothing is started then, and the report is the same on every machine. */
  readonly profile?: string;
  readonly signal?: AbortSignal;
}

const DEFAULT_SEED = 1;

/**
 * Synthesizes the app of a stack, measures its models in processes of their own, and plays the faults on a simulated clock against what the
 * stack declares.
 */
export async function rehearse(stack: Stack, options: RehearseOptions = {}): Promise<RehearsalReport> {
  const { seed = DEFAULT_SEED, standIns = {}, profile, ...others } = options;
  const entries = Object.entries(standIns).map(([path, what]): [string, StandInEntry] => [
    path,
    typeof what === 'string' ? { onnx: resolve(what) } : what,
  ]);
  return rehearsePlan(planOf(stack, Object.fromEntries(entries)), {
    seed,
    host: SILENT,
    paths: [stack.node.path],
    ...(profile === undefined ? {} : { profile: readProfile(profile) }),
    ...others,
  });
}
