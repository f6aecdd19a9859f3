import { SlipwayError } from '../../core/errors/index.js';
import { instanceFacts, knownInstances, type InstanceFacts } from '../../core/limits/index.js';
import { planHosting, type HostingPlan } from '../../core/planning/plan.js';
import type { Prices, Workload } from '../../core/planning/workload.js';
import type { ModelMeasurement } from './measure-model.js';

export interface PlanModelOptions {
  readonly workload: Workload;
  readonly prices?: Prices | undefined;
  readonly factors: Readonly<Record<string, number>>;
  /** Instance types to look at. Default: every one without GPU or accelerator and without CPU credits, and for x86 alone. */
  readonly types?: readonly string[] | undefined;
}

export interface ModelPlan extends HostingPlan {
  readonly model: ModelMeasurement;
  readonly currency: string | null;
  readonly workload: Workload;
}

const ACCELERATED = /^ml\.(inf|trn|dl)\d/;

/** Which hosting fits a measured model under a promise. */
export function planModel(model: ModelMeasurement, { workload, prices, factors, types }: PlanModelOptions): ModelPlan {
  const instances = types === undefined ? knownInstances().filter(isUsual) : types.map(factsOf);
  return { model, workload, currency: prices?.currency ?? null, ...planHosting({ workload, model, prices, factors }, instances) };
}

function isUsual({ name, gpus, burstable, arm }: InstanceFacts): boolean {
  return gpus === 0 && !burstable && !arm && !ACCELERATED.test(name);
}

function factsOf(name: string): InstanceFacts {
  const facts = instanceFacts(name);
  if (facts !== undefined) return facts;
  throw new SlipwayError(
    'plan-option',
    `there is no instance type '${name}' in the table; give for example --types ml.m5.large,ml.c5.large`,
  );
}
