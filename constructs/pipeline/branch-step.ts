import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { CHECKED, checkConditions } from './check-conditions.js';
import type { Check } from './data-check.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import { Table } from './table.js';

/** Rows, and what decides their way. */
export interface BranchStepProps {
  /** The rows. */
  readonly rows: Table;
  /** Conditions; rows go the one way where all of them are met, else the other. */
  readonly checks: Check[];
}

/**
 * A choice by what rows are like: steps that take `met` run where all conditions are met, steps that take `otherwise` where one is not; what
 * follows from the way that is not gone is left out. An EitherStep brings both ways together again.
 */
export class BranchStep extends PipelineStep {
  /** The rows, where all conditions are met. */
  readonly met: Table;
  /** The rows, where one is not. */
  readonly otherwise: Table;

  /**
   * @param name what it is called
   * @param props rows and conditions
   */
  constructor(
    name: string,
    private readonly props: BranchStepProps,
  ) {
    super(name);
    const { rows, checks } = props;
    checkConditions(this, rows, checks);
    this.met = Table._ofStep(name, rows._facts.columns, { ...rows._facts, port: undefined });
    this.otherwise = Table._ofStep(name, rows._facts.columns, { ...rows._facts, port: 'otherwise' });
    STEP_OF.set(this.met, this);
    STEP_OF.set(this.otherwise, this);
  }

  /** @internal */
  override get _asksAthena(): boolean {
    return true;
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { [CHECKED]: this.props.rows };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs']): PipelineStepPlan {
    return { kind: 'branch', name: this.name, inputs, checks: this.props.checks.map(({ _parts }) => _parts) };
  }
}
