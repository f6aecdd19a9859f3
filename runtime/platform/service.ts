import type { ServicePlan } from '../plan.js';
import type { Random } from '../random.js';
import { chooseByWeight } from './choose-variant.js';
import { Deadline } from './deadline.js';
import { validationError, type Failure } from './failures.js';
import type { RunningVariant } from './variant.js';

/** An endpoint that runs. */
export class RunningService {
  private readonly underWay = new Set<Deadline>();
  private readonly copies = new Set<Promise<void>>();

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

  /** The time that a call has, until the call is over or the service closes. */
  open(millis: number): Deadline {
    const deadline = new Deadline(millis);
    this.underWay.add(deadline);
    return deadline;
  }

  over(deadline: Deadline): void {
    deadline.met();
    this.underWay.delete(deadline);
  }

  /** A copy for the shadow, which no caller waits for, until it is done. */
  track(copy: Promise<void>): void {
    this.copies.add(copy);
    void copy.finally(() => this.copies.delete(copy));
  }

  /** Resolves when copies for the shadow are done and captured records are in their files. */
  async settle(): Promise<void> {
    await Promise.all(this.copies);
    for (const { recorder, capture } of this.all) {
      recorder.fillIdleMinutes();
      await capture?.flush();
    }
  }

  get all(): readonly RunningVariant[] {
    return this.shadow === undefined ? this.variants : [...this.variants, this.shadow];
  }

  async close(): Promise<void> {
    for (const deadline of this.underWay) deadline.cancel();
    await Promise.all(this.all.map((variant) => variant.close()));
  }
}
