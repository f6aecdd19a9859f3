import { Duration } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { PassedOn, PipelineStepPlan } from '../../core/pipeline/index.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF, type Artifact } from './step-of.js';
import type { StepPlace } from './step-place.js';
import { Table } from './table.js';
import { TrainedModel } from './trained-model.js';

/** Whom to ask, and what. */
export interface ApprovalOptions {
  /** Where the question goes: whoever is subscribed gets the token with which it is answered. */
  readonly topic: sns.ITopic;

  /**
   * What they are to look at.
   *
   * @default "May the run go on?"
   */
  readonly question?: string;

  /**
   * How long they have; then the step fails. It counts as time of the run.
   *
   * @default Duration.hours(4)
   */
  readonly within?: Duration;
}

/** Rows that people have to look at. */
export interface ApprovalStepProps extends ApprovalOptions {
  /** The rows. */
  readonly rows: Table;
}

/** A model that people have to look at. */
export interface ModelApprovalStepProps extends ApprovalOptions {
  /** The model. */
  readonly model: TrainedModel;
}

const DEFAULTS = Object.freeze({ question: 'May the run go on?', within: Duration.hours(4) });

function approvalPlan(
  step: PipelineStep,
  { topic, question = DEFAULTS.question, within = DEFAULTS.within }: ApprovalOptions,
  passes: PassedOn,
  inputs: PipelineStepPlan['inputs'],
  place: StepPlace,
): PipelineStepPlan {
  place.allow(['sns:Publish'], topic.topicArn);
  return { kind: 'approval', name: step.name, inputs, passes, topicArn: topic.topicArn, question, seconds: within.toSeconds() };
}

/** A person says whether the run goes on with these rows. On a laptop the terminal asks, or `--approve NAME` has answered. */
export class ApprovalStep extends PipelineStep {
  /** The same rows, once somebody has agreed. */
  readonly approved: Table;

  /**
   * @param name what it is called
   * @param props rows, whom to ask
   */
  constructor(
    name: string,
    private readonly props: ApprovalStepProps,
  ) {
    super(name);
    const { rows } = props;
    this.approved = Table._ofStep(name, rows._facts.columns, { ...rows._facts, port: undefined });
    STEP_OF.set(this.approved, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { rows: this.props.rows };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    return approvalPlan(this, this.props, this.props.rows._facts.inCatalog ? 'table' : 'rows', inputs, place);
  }
}

/** A person says whether the run goes on with this model. */
export class ModelApprovalStep extends PipelineStep {
  /** The same model, once somebody has agreed. */
  readonly approved: TrainedModel;

  /**
   * @param name what it is called
   * @param props model, whom to ask
   */
  constructor(
    name: string,
    private readonly props: ModelApprovalStepProps,
  ) {
    super(name);
    this.approved = TrainedModel._ofStep(name, props.model._hasCard);
    STEP_OF.set(this.approved, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return {};
  }

  /** @internal */
  override get _artifacts(): { readonly [name: string]: Artifact } {
    return { model: this.props.model };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    return approvalPlan(this, this.props, 'model', inputs, place);
  }
}
