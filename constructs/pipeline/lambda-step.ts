import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { PipelineStep } from './pipeline-step.js';
import type { StepOutput } from './step-output.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';
import { writtenPlan, writtenRows } from './written-table.js';

/** What a function of a pipeline does with what. */
export interface LambdaStepProps {
  /** The function. It is let read the inputs and write its own folder. */
  readonly handler: lambda.IFunction;

  /**
   * Rows that it reads, by the names that it has for them.
   *
   * @default - none
   */
  readonly inputs?: { [name: string]: Table };

  /**
   * What is known of the rows that it writes below `output`.
   *
   * @default - JSON Lines, whose columns are not described
   */
  readonly output?: StepOutput;

  /**
   * What else it is told.
   *
   * @default - nothing
   */
  readonly parameters?: { [name: string]: string };
}

/**
 * A function, called once in a run with `{ pipeline, step, run, time, inputs, output, parameters }`: `inputs` has a place `s3://…/` for each table,
 * and below `output`, such a place too, the function writes its rows. On a laptop it runs in a process of its own, and S3 is the run's folder.
 */
export class LambdaStep extends PipelineStep {
  /** The rows that it writes. */
  readonly output: Table;

  /**
   * @param name what it is called
   * @param props function, inputs, what it writes
   */
  constructor(
    name: string,
    private readonly props: LambdaStepProps,
  ) {
    super(name);
    this.output = writtenRows(this, props.output);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return this.props.inputs ?? {};
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { handler, parameters = {} } = this.props;
    place.grantInputs(handler);
    place.grantOutput(handler);
    place.allow(['lambda:InvokeFunction'], handler.functionArn);
    return { kind: 'lambda', name: this.name, inputs, functionArn: handler.functionArn, parameters, output: writtenPlan(this.output) };
  }
}
