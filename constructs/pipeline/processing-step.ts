import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import type { JobOptions } from './job-options.js';
import { checkJob, declareJob } from './job-plan.js';
import { PipelineStep } from './pipeline-step.js';
import type { StepOutput } from './step-output.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';
import { writtenPlan, writtenRows } from './written-table.js';

/** A script over rows. */
export interface ProcessingStepProps extends JobOptions {
  /** Rows that the script finds as files below `/opt/ml/processing/input/<name>`. */
  readonly inputs: { [name: string]: Table };

  /**
   * What is known of the rows that the script writes below `/opt/ml/processing/output/rows`.
   *
   * @default - JSON Lines, whose columns are not described
   */
  readonly output?: StepOutput;
}

/**
 * A script as a SageMaker Processing job: what SQL cannot say, or Spark where it has to be many instances. On a laptop a command runs over the
 * same folders, which lie below the one that SLIPWAY_ROOT names; in the cloud the variable is empty.
 */
export class ProcessingStep extends PipelineStep {
  /** The rows that the script writes. */
  readonly output: Table;

  /**
   * @param name what it is called
   * @param props script, inputs, what it runs on
   */
  constructor(
    name: string,
    private readonly props: ProcessingStepProps,
  ) {
    super(name);
    checkJob(this, props);
    this.output = writtenRows(this, props.output);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return this.props.inputs;
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const declared = declareJob(place, 'Processing', this.props);
    return { kind: 'processing', name: this.name, inputs, ...declared, output: writtenPlan(this.output) };
  }
}
