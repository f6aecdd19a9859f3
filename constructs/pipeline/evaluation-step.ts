import type { Duration, Size } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { InstanceType } from '../hosting/instance-type.js';
import type { IModelPackageGroup } from '../model/model-package-group.js';
import { ServingImage } from '../model/serving-image.js';
import { Evaluation } from './evaluation.js';
import { declareResources } from './job-plan.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF, type Artifact } from './step-of.js';
import type { StepPlace } from './step-place.js';
import { TableFormat } from './table-format.js';
import type { Table } from './table.js';
import type { TrainedModel } from './trained-model.js';

/** The rule of one line that a model has to beat. */
export enum ToBeat {
  /** Always the most frequent class, by accuracy; of numbers always the mean, by the squared error. */
  MOST_FREQUENT = 'most-frequent',
  /** Always the shares that the classes have, by log loss: for models whose probabilities count, of classes of which one is rare. */
  SHARES = 'shares',
}

/** How a trained model is tried. */
export interface EvaluationStepProps {
  /** The model: a folder with `model.onnx` or a tree model, which this package's server opens. */
  readonly model: TrainedModel;

  /** Labelled rows, in whatever format: the features by name, and the label. CSV has a header, or its table says what its columns are. */
  readonly rows: Table;

  /** Column that holds the truth. */
  readonly label: string;

  /**
   * Rows that the model was trained on; those of them that are among the rows are left out.
   *
   * @default - nothing is left out
   */
  readonly training?: Table;

  /**
   * Your word that the model has not seen the rows, where there is no `training` to check it: without either no gate lets it pass.
   *
   * @default false
   */
  readonly unseen?: boolean;

  /**
   * The rule of one line that it has to beat.
   *
   * @default ToBeat.MOST_FREQUENT
   */
  readonly toBeat?: ToBeat;

  /**
   * The group whose newest approved version serves today: the model is held against it on the same rows.
   *
   * @default - `toBeat` alone
   */
  readonly current?: IModelPackageGroup;

  /**
   * What it runs on.
   *
   * @default InstanceType.M5_LARGE
   */
  readonly instanceType?: InstanceType;

  /**
   * Disk for rows and models.
   *
   * @default Size.gibibytes(30)
   */
  readonly volume?: Size;

  /**
   * After this long SageMaker ends it.
   *
   * @default Duration.hours(1)
   */
  readonly maxRuntime?: Duration;
}

/**
 * What labelled rows show of a trained model, as its card: metrics with their intervals, by segment, beside the most frequent class and beside the
 * model that serves today. The same code as `slipway card`, in the image of this package's server.
 */
export class EvaluationStep extends PipelineStep {
  /** What it has found. */
  readonly evaluation: Evaluation;

  /**
   * @param name what it is called
   * @param props model, rows, label
   */
  constructor(
    name: string,
    private readonly props: EvaluationStepProps,
  ) {
    super(name);
    this.evaluation = Evaluation._ofStep(name);
    STEP_OF.set(this.evaluation, this);
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    const { rows, training } = this.props;
    return { rows, ...(training === undefined ? {} : { training }) };
  }

  /** @internal */
  override get _artifacts(): { readonly [name: string]: Artifact } {
    return { model: this.props.model };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const {
      label,
      unseen = false,
      toBeat = ToBeat.MOST_FREQUENT,
      current,
      instanceType = InstanceType.M5_LARGE,
      volume,
      maxRuntime,
    } = this.props;
    const columns = this.columnsOfCsv();
    const resources = declareResources(place, 'Processing', { image: ServingImage.onnx(), instanceType, volume, maxRuntime });
    if (current !== undefined) {
      const { partition, region, account } = Stack.of(place.scope);
      const versions = `arn:${partition}:sagemaker:${region}:${account}:model-package/${current.modelPackageGroupName}/*`;
      place.allow(
        ['sagemaker:DescribeModelPackage'],
        versions,
        'the versions of this one model, which get their numbers when they are registered',
      );
      place.allow(['sagemaker:ListModelPackages'], '*', 'ListModelPackages knows no resources');
      place.grantRegistry(resources.role);
    }
    return {
      kind: 'evaluation',
      name: this.name,
      inputs,
      job: resources.plan,
      label,
      unseen,
      toBeat,
      ...(Object.keys(columns).length === 0 ? {} : { columns }),
      ...(current === undefined ? {} : { group: current.modelPackageGroupName }),
    };
  }

  /** Files of CSV may have no header: a table of the catalogue says what its columns are. */
  private columnsOfCsv(): { [input: string]: string[] } {
    return Object.fromEntries(
      Object.entries(this._inputs).flatMap(
        ([
          input,
          {
            format,
            _facts: { columns },
          },
        ]) => (format === TableFormat.CSV && columns !== undefined ? [[input, Object.keys(columns)]] : []),
      ),
    );
  }
}
