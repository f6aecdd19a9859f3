import type { Construct } from 'constructs';
import type { InstanceType } from '../hosting/instance-type.js';
import { ModelPackageGroup, type IModelPackageGroup } from '../model/model-package-group.js';
import type { ModelApproval } from '../model/model-package.js';
import type { ServingImage } from '../model/serving-image.js';
import type { Readiness } from '../release/readiness.js';
import { DataCheck, type Check } from './data-check.js';
import type { PipelineOptions } from './data-pipeline-props.js';
import { DataPipeline } from './data-pipeline.js';
import { EvaluationStep, type ToBeat } from './evaluation-step.js';
import type { Features } from './features.js';
import type { JobOptions } from './job-options.js';
import { ModelGate } from './model-gate.js';
import { optionsOf } from './options-of.js';
import { RegisterStep } from './register-step.js';
import { SqlStep } from './sql-step.js';
import { TableFormat } from './table-format.js';
import type { Table } from './table.js';
import { TrainingStep } from './training-step.js';

/** A script that trains, in a training pipeline. */
export interface TrainingOptions extends JobOptions {
  /**
   * How the script gets its rows, below `/opt/ml/input/data/training`. JSON Lines are compressed.
   *
   * @default TableFormat.PARQUET
   */
  readonly format?: TableFormat;

  /**
   * Given to the script as `--name value`.
   *
   * @default - none
   */
  readonly hyperparameters?: { [name: string]: string };
}

/** From rows to a version in the registry. */
export interface TrainingPipelineProps extends PipelineOptions {
  /** Labelled rows as they arrive. */
  readonly rows: Table;

  /** What they have to meet. */
  readonly checks: Check[];

  /** How they become features. */
  readonly features: Features;

  /**
   * What the features have to meet.
   *
   * @default - nothing
   */
  readonly featureChecks?: Check[];

  /** Column of the features that holds the truth. */
  readonly label: string;

  /**
   * Condition in SQL over the features: rows of which it is true are held out, and the model is tried on them. `day >= DATE '2026-03-01'`: later rows, since
   * those are what it will be asked.
   */
  readonly heldOut: string;

  /** What trains. */
  readonly training: TrainingOptions;

  /** The bar. A rule of one line, and the version that serves, have to be beaten too. */
  readonly readiness: Readiness;

  /**
   * That rule.
   *
   * @default ToBeat.MOST_FREQUENT
   */
  readonly toBeat?: ToBeat;

  /**
   * The group that the model becomes a version of.
   *
   * @default - one is made, `<stack>-<id>-model`
   */
  readonly group?: IModelPackageGroup;

  /**
   * Whether a version may be deployed at once.
   *
   * @default ModelApproval.PENDING
   */
  readonly approval?: ModelApproval;

  /**
   * What serves it.
   *
   * @default ServingImage.onnx()
   */
  readonly image?: ServingImage;

  /**
   * What the evaluation runs on.
   *
   * @default InstanceType.M5_LARGE
   */
  readonly evaluationInstanceType?: InstanceType;
}

/**
 * Rows that arrive, checks, features, training, evaluation against the bar and against what serves, and a version in the registry with its card. Every run
 * either leaves a version that is better for sure, or ends as failed and says why not.
 */
export class TrainingPipeline extends DataPipeline {
  /** The versions. */
  readonly group: IModelPackageGroup;

  /**
   * @param scope where it belongs
   * @param id what it is called
   * @param props rows, features, training, bar
   */
  constructor(scope: Construct, id: string, props: TrainingPipelineProps) {
    const group = props.group ?? new ModelPackageGroup(scope, `${id}-model`);
    super(scope, id, { ...optionsOf(props), steps: [stepsOf(props, group)] });
    this.group = group;
  }
}

function stepsOf(props: TrainingPipelineProps, group: IModelPackageGroup): RegisterStep {
  const { rows, checks, label, heldOut, readiness, approval, image, evaluationInstanceType: instanceType } = props;
  const { format = TableFormat.PARQUET, ...training } = props.training;
  const raw = new DataCheck('Raw', { rows, checks });
  const built = props.features.prepare(raw.passed);
  const { featureChecks = [] } = props;
  const features = featureChecks.length === 0 ? built : new DataCheck('Fit', { rows: built, checks: featureChecks }).passed;
  // Of no condition that is NULL anybody knows the truth: such rows are trained on, and not tried.
  const trained = new SqlStep('Training rows', {
    inputs: { features },
    sql: `SELECT * FROM features WHERE NOT coalesce(${heldOut}, false)`,
    format,
  });
  const tried = new SqlStep('Held out', {
    inputs: { features },
    sql: `SELECT * FROM features WHERE ${heldOut}`,
    format: TableFormat.JSON_LINES,
  });
  const { model } = new TrainingStep('Training', { ...training, channels: { training: trained.output } });
  const { evaluation } = new EvaluationStep('Evaluation', {
    model,
    rows: tried.output,
    label,
    // The condition has divided the rows.
    unseen: true,
    current: group,
    ...(props.toBeat === undefined ? {} : { toBeat: props.toBeat }),
    ...(instanceType === undefined ? {} : { instanceType }),
  });
  const gate = new ModelGate('Gate', { model, evaluation, readiness });
  return new RegisterStep('Register', {
    model: gate.passed,
    group,
    ...(approval === undefined ? {} : { approval }),
    ...(image === undefined ? {} : { image }),
  });
}
