import { Duration } from 'aws-cdk-lib';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import { identifier } from '../../core/pipeline/index.js';
import type { PipelineStepPlan, RetryPlan } from '../../core/pipeline/index.js';
import { callerOutside } from '../place.js';
import type { Artifact } from './step-of.js';
import type { StepPlace } from './step-place.js';
import type { StepRetryOptions } from './step-retry.js';
import type { Table } from './table.js';

/** States that a pipeline has of its own. */
const TAKEN = ['begin', 'claim', 'turn', 'inputs', 'record'];

const DEFAULT_INTERVAL = Duration.seconds(5);
const DEFAULT_RATE = 2;

/** What a pipeline does at one place. Steps are values: what order they run in follows from whose rows each takes. */
export abstract class PipelineStep {
  /** The line where it was made, for messages. */
  private readonly madeAt: string | undefined = callerOutside();
  private readonly flow: { retry?: RetryPlan; mayFail?: boolean } = {};

  /**
   * @param name what it is called in the state machine, in the catalogue and in messages: letters, digits, blanks, hyphens, at most 40
   */
  constructor(readonly name: string) {
    if (!/^[A-Za-z][A-Za-z0-9 _-]{0,39}$/.test(name) || TAKEN.includes(identifier(name)))
      throw new SlipwayError(
        'pipeline-step',
        `'${name}' is no name of a step; give a letter and up to 39 letters, digits, blanks, hyphens, and neither of ${TAKEN.join(', ')}`,
        { source: this.madeAt },
      );
  }

  /**
   * Has it tried again in another way than twice, after 5 and 10 seconds with full jitter, whatever it failed of. A question to people is asked
   * once. Without this a job with a script of yours is tried again only where SageMaker did not start it: a script that failed would fail again.
   *
   * @param options how often, after how long
   */
  retry(options: StepRetryOptions): void {
    const { attempts, interval = DEFAULT_INTERVAL, backoffRate = DEFAULT_RATE, maxDelay, jitter = true } = options;
    const problems = [
      ...(Number.isInteger(attempts) && attempts >= 0 ? [] : [`${attempts} attempts are not accepted; give a whole number, 0 or more`]),
      ...(backoffRate >= 1 ? [] : [`a backoff rate of ${backoffRate} is not accepted; give 1 or more`]),
      ...(interval.toSeconds() >= 1 ? [] : [`an interval of ${interval.toHumanString()} is not accepted; give a second or more`]),
    ];
    throwProblems('pipeline-step', problems, { source: this.madeAt });
    this.flow.retry = {
      attempts,
      intervalSeconds: interval.toSeconds(),
      backoffRate,
      jitter,
      ...(maxDelay === undefined ? {} : { maxDelaySeconds: maxDelay.toSeconds() }),
    };
  }

  /**
   * Lets the run go on where it fails, without what it gives: steps that take it are left out, unless an EitherStep has something else for them.
   * Its alarms go off all the same.
   */
  mayFail(): void {
    this.flow.mayFail = true;
  }

  /**
   * What is around it in the state machine.
   *
   * @internal
   */
  get _flow(): Pick<PipelineStepPlan, 'retry' | 'mayFail'> {
    return this.flow;
  }

  /**
   * Whether it reads its inputs by SQL, for which they have to be tables of the catalogue.
   *
   * @internal
   */
  get _asksAthena(): boolean {
    return false;
  }

  /** @internal */
  abstract get _inputs(): { readonly [relation: string]: Table };

  /**
   * What it takes beside rows.
   *
   * @internal
   */
  get _artifacts(): { readonly [name: string]: Artifact } {
    return {};
  }

  /**
   * The step as the state machine has it, once it is known what the inputs are called in the catalogue.
   *
   * @param inputs where its inputs are
   * @param place where it declares what it needs beside the state machine
   * @internal
   */
  abstract _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan;

  /** @internal */
  get _madeAt(): string | undefined {
    return this.madeAt;
  }
}
