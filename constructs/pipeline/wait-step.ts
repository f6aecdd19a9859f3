import type { Duration } from 'aws-cdk-lib';
import { SlipwayError } from '../../core/errors/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import { Table } from './table.js';

/** Rows, and how long they wait. */
export interface WaitStepProps {
  /** The rows. */
  readonly rows: Table;
  /** How long whoever takes them waits; it counts as time of the run. A year at most. */
  readonly duration: Duration;
}

/** Longest Wait of a Standard state machine: an execution ends after a year (Step Functions quotas). */
const MOST_SECONDS = 31_536_000;

/** Time that passes, for what settles by itself: replicas, late objects. On a laptop it passes too, unless `--no-wait` is given. */
export class WaitStep extends PipelineStep {
  /** The same rows, later. */
  readonly output: Table;

  /**
   * @param name what it is called
   * @param props rows, and how long
   */
  constructor(
    name: string,
    private readonly props: WaitStepProps,
  ) {
    super(name);
    const { rows, duration } = props;
    const seconds = duration.toSeconds();
    if (seconds < 1 || seconds > MOST_SECONDS)
      throw new SlipwayError('pipeline-step', `step '${name}' waits ${duration.toHumanString()}; give a second to a year`, {
        source: this._madeAt,
      });
    this.output = Table._ofStep(name, rows._facts.columns, { ...rows._facts, port: undefined });
    STEP_OF.set(this.output, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { rows: this.props.rows };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs']): PipelineStepPlan {
    const { rows, duration } = this.props;
    const passes = rows._facts.inCatalog ? 'table' : 'rows';
    return { kind: 'wait', name: this.name, inputs, passes, seconds: duration.toSeconds() };
  }
}
