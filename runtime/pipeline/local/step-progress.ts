import type { PipelineEntryStep } from '../../../core/pipeline/index.js';
import { eachState } from '../check/each-state.js';
import type { StateMachine } from '../definition.js';
import type { StateProgress } from '../flow.js';

/** One that was stopped was under way when the run ended for another reason: a step beside it failed, it took too long, somebody interrupted it. */
export type StepStatus = 'done' | 'failed' | 'stopped' | 'skipped' | 'not begun';

interface Seen {
  readonly at: number;
  readonly until: number;
  readonly status: 'begun' | 'done' | 'failed' | 'skipped';
}

/** How far the steps of a run have come, told by the states that are entered and left: those of a step are called `step` and `step: …`. */
export class StepProgress {
  private readonly seen = new Map<string, Seen>();
  private readonly names: readonly string[];
  /** States after which their step is done: the next one is another's. */
  private readonly last: ReadonlySet<string>;

  constructor(
    machine: StateMachine,
    steps: readonly Pick<PipelineEntryStep, 'name'>[],
    private readonly told: (step: string, what: 'begins' | 'ends' | 'fails') => void = () => undefined,
  ) {
    this.names = steps.map(({ name }) => name);
    this.last = new Set(
      [...eachState(machine)]
        // What a Map does again and again ends no step.
        .filter(({ path }) => !path.includes('/ItemProcessor/'))
        .filter(({ name, state: { Type: type, Next: next } }) => {
          const step = this.stepOf(name);
          return step !== undefined && type !== 'Fail' && type !== 'Choice' && (next === undefined || this.stepOf(next) !== step);
        })
        .map(({ name }) => name),
    );
  }

  take({ kind, state, at, type }: StateProgress): void {
    const step = this.stepOf(state);
    if (step === undefined) return;
    const known = this.seen.get(step);
    if (state === `${step}: if`) return;
    if (known === undefined && state !== `${step}: skip`) this.told(step, 'begins');
    if (kind === 'exited' && state === `${step}: skip`) {
      this.seen.set(step, { at, until: at, status: 'skipped' });
      return;
    }
    const failed = kind === 'failed' || type === 'Fail' || state === `${step}: caught`;
    const done = kind === 'exited' && !failed && this.last.has(state);
    this.seen.set(step, { at: known?.at ?? at, until: at, status: failed ? 'failed' : done ? 'done' : (known?.status ?? 'begun') });
    if (failed && known?.status !== 'failed') this.told(step, 'fails');
    if (done) this.told(step, 'ends');
  }

  /** How a step stands at the end of the run. */
  of(step: string): { readonly status: StepStatus; readonly seconds?: number; readonly at?: number } {
    const known = this.seen.get(step);
    if (known === undefined) return { status: 'not begun' };
    if (known.status === 'skipped') return { status: 'skipped' };
    return { status: known.status === 'begun' ? 'stopped' : known.status, seconds: (known.until - known.at) / 1000, at: known.at };
  }

  private stepOf(state: string): string | undefined {
    return this.names.find((name) => state === name || state.startsWith(`${name}: `));
  }
}
