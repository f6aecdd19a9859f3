import type { ServicePlan } from '../plan.js';
import type { Random } from '../random.js';
import { chooseByWeight } from './choose-variant.js';
import { validationError, type Failure } from './failures.js';
import type { RunningVariant } from './variant.js';

/** An endpoint that runs. */
export class RunningService {
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    readonly plan: ServicePlan,
    readonly variants: readonly RunningVariant[],
    readonly shadow: RunningVariant | undefined,
    private readonly random: Random,
  ) {}

  /** The variant that a request asks for, else one by weight. */
  choose(target: string | undefined): RunningVariant | Failure {
    if (target === undefined)
      return (
        chooseByWeight(this.variants, this.random) ?? validationError(`Every variant of endpoint ${this.plan.endpointName} has weight 0.`)
      );
    const found = this.variants.find(({ name }) => name === target);
    return (
      found ??
      validationError(
        `Variant ${target} not found for endpoint ${this.plan.endpointName}; it has ${this.variants.map(({ name }) => name).join(', ')}.`,
      )
    );
  }

  /** The shadow, where this request is one that it gets a copy of: its weight ÷ the production variant's, at most all (UNCONFIRMED). */
  shadowFor(variant: RunningVariant): RunningVariant | undefined {
    const { shadow } = this;
    if (shadow === undefined || variant.weight <= 0) return undefined;
    return this.random() < shadow.weight / variant.weight ? shadow : undefined;
  }

  /** Something under way that nobody waits for, until it is done. */
  track(work: Promise<void>): void {
    this.underWay.add(work);
    void work.finally(() => this.underWay.delete(work));
  }

  /** Resolves when copies for the shadow are done and captured records are in their files. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay);
    for (const { recorder, capture } of this.all) {
      recorder.fillIdleMinutes();
      await capture?.flush();
    }
  }

  get all(): readonly RunningVariant[] {
    return this.shadow === undefined ? this.variants : [...this.variants, this.shadow];
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((variant) => variant.close()));
  }
}
