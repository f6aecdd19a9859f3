import { availableParallelism } from 'node:os';
import { uuid, type Random } from '../../random.js';
import type { FunctionSpec } from './function-spec.js';
import { FunctionInstance, type FunctionOutcome } from './instance.js';

/** Calls that run at once: in Lambda they would all, and here more processes than the machine has use for are only slower. */
const MOST_AT_ONCE = Math.max(4, 2 * availableParallelism());

/** Runs functions in child processes: one for each call at the same time, kept warm for the next, all gone when it is closed. */
export class FunctionRunner {
  private free = MOST_AT_ONCE;
  private readonly waiting: (() => void)[] = [];
  private readonly idle = new Map<string, FunctionInstance[]>();
  private readonly busy = new Set<FunctionInstance>();

  /** @param random dice for request ids. */
  constructor(private readonly random: Random) {}

  /** @param event the payload, a JSON text. */
  async invoke(spec: FunctionSpec, event: string): Promise<FunctionOutcome> {
    await this.turn();
    try {
      return await this.call(spec, event);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }

  private async call(spec: FunctionSpec, event: string): Promise<FunctionOutcome> {
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

  /** In the order of the calls. */
  private async turn(): Promise<void> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((begin) => this.waiting.push(begin));
  }

  async close(): Promise<void> {
    const instances = [...this.busy, ...[...this.idle.values()].flat()];
    this.idle.clear();
    await Promise.all(instances.map((instance) => instance.close()));
  }
}
