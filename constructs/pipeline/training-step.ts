import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { ML_FOLDERS } from '../../core/pipeline/index.js';
import type { JobOptions } from './job-options.js';
import { checkJob, declareJob } from './job-plan.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';
import { TrainedModel } from './trained-model.js';

/** A script that trains. */
export interface TrainingStepProps extends JobOptions {
  /** Rows by channel: the script finds the files of `training` below `/opt/ml/input/data/training`, which SM_CHANNEL_TRAINING names. */
  readonly channels: { [name: string]: Table };

  /**
   * Given to the script as `--name value` after its arguments, and kept with the job.
   *
   * @default - none
   */
  readonly hyperparameters?: { [name: string]: string };
}

/**
 * A script as a SageMaker training job: whatever it leaves in `/opt/ml/model`, which SM_MODEL_DIR names, is the model. One that is to be served by
 * this package is a model folder: `model.onnx` or a tree model, `schema.json`, samples. On a laptop a command runs over the same folders.
 */
export class TrainingStep extends PipelineStep {
  /** What it has trained. */
  readonly model: TrainedModel;

  /**
   * @param name what it is called
   * @param props script, channels, what it runs on
   */
  constructor(
    name: string,
    private readonly props: TrainingStepProps,
  ) {
    super(name);
    checkJob(this, props);
    this.model = TrainedModel._ofStep(name);
    STEP_OF.set(this.model, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return this.props.channels;
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { hyperparameters = {}, channels, arguments: told = [], environment } = this.props;
    const given = Object.entries(hyperparameters).flatMap(([name, value]) => [`--${name}`, value]);
    const declared = declareJob(place, 'Training', {
      ...this.props,
      arguments: [...told, ...given],
      environment: {
        SM_MODEL_DIR: ML_FOLDERS.model,
        SM_OUTPUT_DATA_DIR: ML_FOLDERS.results,
        ...Object.fromEntries(
          Object.keys(channels).map((name) => [`SM_CHANNEL_${name.toUpperCase().replaceAll('-', '_')}`, `${ML_FOLDERS.channels}${name}`]),
        ),
        ...environment,
      },
    });
    return { kind: 'training', name: this.name, inputs, ...declared, hyperparameters };
  }
}
