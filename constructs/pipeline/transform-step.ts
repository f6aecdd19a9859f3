import type { Duration } from 'aws-cdk-lib';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { filterProblems } from '../batch/check-options.js';
import type { InstanceType } from '../hosting/instance-type.js';
import type { Model } from '../model/model.js';
import { allowJobs, jobPrefix } from './job-plan.js';
import { PipelineStep } from './pipeline-step.js';
import type { StepPlace } from './step-place.js';
import { TableFormat } from './table-format.js';
import type { Table } from './table.js';
import { TransformModel } from './transform-model.js';
import { writtenPlan, writtenRows } from './written-table.js';

/** A model over rows. */
export interface TransformStepProps {
  /** Rows to be scored: JSON Lines, or CSV without a header. */
  readonly rows: Table;

  /** What scores. */
  readonly model: Model;

  /** What it runs on. */
  readonly instanceType: InstanceType;

  /**
   * Number of instances; an object is read by one of them.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * After this long the job is stopped: SageMaker itself never stops it.
   *
   * @default Duration.hours(1)
   */
  readonly maxRuntime?: Duration;

  /**
   * Whether the output holds the input beside the prediction. Of JSON Lines the prediction is then the member `SageMakerOutput`.
   *
   * @default false
   */
  readonly joinInput?: boolean;

  /**
   * Part of each record that the model sees, a JSONPath of at most 63 characters, `$[1:]`.
   *
   * @default - all of it
   */
  readonly inputFilter?: string;

  /**
   * Part of the joined record that is written, a JSONPath of at most 63 characters, `$[0,-1]`.
   *
   * @default - all of it
   */
  readonly outputFilter?: string;

  /**
   * Names and types of what comes out, as Athena writes them: what the model answers, and the input where it is joined.
   *
   * @default - not described: jobs read it, SQL steps do not
   */
  readonly columns?: { [name: string]: string };
}

/** What holds where nothing is said; each stands in the documentation of its property. */
const DEFAULTS = Object.freeze({ instanceCount: 1, maxSeconds: 3600, joinInput: false });
const MEDIA_TYPES = { [TableFormat.CSV]: 'text/csv', [TableFormat.JSON_LINES]: 'application/jsonlines' } as const;

/**
 * A batch transform: the model's own container over rows, a record after the other. A record that cannot be scored fails the step. On a laptop it is
 * the model server of this package, or the model's stand-in, with SageMaker's splitting, packing, filters and joins.
 */
export class TransformStep extends PipelineStep {
  /** What the model says of each row, in the format of the rows. */
  readonly output: Table;
  private readonly mediaType: string;

  /**
   * @param name what it is called
   * @param props rows, model, what it runs on
   */
  constructor(
    name: string,
    private readonly props: TransformStepProps,
  ) {
    super(name);
    const { rows, columns } = props;
    const { format } = rows;
    if (format === TableFormat.PARQUET)
      throw new SlipwayError(
        'pipeline-step',
        `step '${name}' scores rows in Parquet, which a batch transform does not split; give a SqlStep that makes them the format TableFormat.JSON_LINES`,
        { source: this._madeAt },
      );
    const { inputFilter, outputFilter } = props;
    throwProblems(
      'pipeline-step',
      [...filterProblems('inputFilter', inputFilter), ...filterProblems('outputFilter', outputFilter)].map(
        (problem) => `of step '${name}' ${problem}`,
      ),
      { source: this._madeAt },
    );
    this.mediaType = MEDIA_TYPES[format];
    this.output = writtenRows(this, { format, ...(columns === undefined ? {} : { columns }) });
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { rows: this.props.rows };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { instanceType, instanceCount = DEFAULTS.instanceCount, joinInput = DEFAULTS.joinInput, maxRuntime, rows } = this.props;
    const { inputFilter, outputFilter } = this.props;
    const model = new TransformModel(place, this.props.model, instanceType);
    const prefix = jobPrefix(place.runs.pipelineName, this.name);
    allowJobs(place, 'Transform', prefix);
    return {
      kind: 'transform',
      name: this.name,
      inputs,
      prefix,
      modelName: model.resource.attrModelName,
      model: model.entry,
      mediaType: this.mediaType,
      gzip: rows._facts.gzip === true,
      instanceType: instanceType.instanceTypeName,
      instanceCount,
      maxSeconds: maxRuntime?.toSeconds() ?? DEFAULTS.maxSeconds,
      processing: {
        ...(inputFilter === undefined ? {} : { InputFilter: inputFilter }),
        ...(outputFilter === undefined ? {} : { OutputFilter: outputFilter }),
        ...(joinInput ? { JoinSource: 'Input' } : {}),
      },
      output: writtenPlan(this.output),
    };
  }
}
