import { uuid, type Random } from '../../random.js';
import type { FunctionSpec } from './function-spec.js';
import { FunctionInstance, type FunctionOutcome } from './instance.js';

/** Runs functions in child processes: one for each call at the same time, kept warm for the next, all gone when it is closed. */
export class FunctionRunner {
  private readonly idle = new Map<string, FunctionInstance[]>();
  private readonly busy = new Set<FunctionInstance>();

  /** @param random dice for request ids. */
  constructor(private readonly random: Random) {}

  /** @param event the payload, a JSON text. */
  async invoke(spec: FunctionSpec, event: string): Promise<FunctionOutcome> {
    const instance = this.idle.get(spec.arn)?.pop() ?? (await FunctionInstance.start(spec));
    this.busy.add(instance);
    try {
      const outcome = await instance.invoke(uuid(this.random), event);
      if (outcome.reusable) this.idle.set(spec.arn, [...(this.idle.get(spec.arn) ?? []), instance]);
      return outcome;
    } finally {
      this.busy.delete(instance);
    }
  }

  async close(): Promise<void> {
    const instances = [...this.busy, ...[...this.idle.values()].flat()];
    this.idle.clear();
    await Promise.all(instances.map((instance) => instance.close()));
  }
}
