import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';
import type { InstanceType } from '../hosting/instance-type.js';
import type { Model } from '../model/model.js';
import { Check, DataCheck } from './data-check.js';
import type { PipelineOptions } from './data-pipeline-props.js';
import { DataPipeline } from './data-pipeline.js';
import type { Features } from './features.js';
import { optionsOf } from './options-of.js';
import { PublishStep } from './publish-step.js';
import { SqlStep } from './sql-step.js';
import { TableFormat } from './table-format.js';
import type { Table } from './table.js';
import { TransformStep } from './transform-step.js';

/** From rows to what a model says of them. */
export interface ScoringPipelineProps extends PipelineOptions {
  /** Rows as they arrive. */
  readonly rows: Table;

  /** What they have to meet. */
  readonly checks: Check[];

  /** How they become features: the definition that the model was trained with. */
  readonly features: Features;

  /**
   * What the features have to meet.
   *
   * @default - nothing
   */
  readonly featureChecks?: Check[];

  /** Columns by which readers know a row again; the model does not see them. */
  readonly keys: string[];

  /** Columns that the model takes. */
  readonly inputs: string[];

  /** What scores. */
  readonly model: Model;

  /** What it runs on. */
  readonly instanceType: InstanceType;

  /**
   * Number of instances.
   *
   * @default 1
   */
  readonly instanceCount?: number;

  /**
   * What the scores have to meet: keys and inputs by their names, the model's answer, a JSON text, as `sagemakeroutput`.
   *
   * @default - at least one row, and each with an answer
   */
  readonly scoreChecks?: Check[];

  /** Where readers look: `current.json` below its prefix names the scores that they read. */
  readonly to: Table;
}

/** The model's answer beside its input, as a column. */
const ANSWER = 'sagemakeroutput';

/** Rows that arrive, checks, features, batch transform, checks of what comes out, and scores that readers find by one pointer. */
export class ScoringPipeline extends DataPipeline {
  private readonly to: Table;

  /**
   * @param scope where it belongs
   * @param id what it is called
   * @param props rows, features, model, where readers look
   */
  constructor(scope: Construct, id: string, props: ScoringPipelineProps) {
    super(scope, id, { ...optionsOf(props), steps: [stepsOf(props)] });
    this.to = props.to;
  }

  /**
   * Lets somebody read what was published: the pointer and the scores that it names.
   *
   * @param grantee the principal that reads
   */
  grantReadResults(grantee: iam.IGrantable): iam.Grant {
    const { bucket, prefix } = this.to;
    bucket.encryptionKey?.grantDecrypt(grantee);
    this.bucket.encryptionKey?.grantDecrypt(grantee);
    const scores = this.bucket.arnForObjects(`${this._runs}*/scores/*`);
    acknowledgeWildcard(this, grantee, scores, 'the scores of its runs, named by their execution');
    const list = { StringLike: { 's3:prefix': `${this._runs}*/scores/*` } };
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject'],
      resourceArns: [bucket.arnForObjects(`${prefix}current.json`), scores],
    }).combine(iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn], conditions: list }));
  }
}

function stepsOf(props: ScoringPipelineProps): PublishStep {
  const { rows, checks, featureChecks = [], keys, inputs, model, instanceType, instanceCount, to } = props;
  const raw = new DataCheck('Raw', { rows, checks });
  const built = props.features.prepare(raw.passed);
  const features = featureChecks.length === 0 ? built : new DataCheck('Fit', { rows: built, checks: featureChecks }).passed;
  const asked = new SqlStep('Asked', {
    inputs: { features },
    sql: `SELECT ${[...keys, ...inputs].map((column) => `"${column}"`).join(', ')} FROM features`,
    format: TableFormat.JSON_LINES,
  });
  const { columns } = asked.output._facts;
  if (columns === undefined)
    throw new SlipwayError(
      'pipeline-step',
      'the types of the features are not known, and the scores need them; describe the columns of the rows',
    );
  const scores = new TransformStep('Scores', {
    rows: asked.output,
    model,
    instanceType,
    ...(instanceCount === undefined ? {} : { instanceCount }),
    inputFilter: `$[${inputs.map((input) => `'${input}'`).join(',')}]`,
    joinInput: true,
    columns: { ...columns, [ANSWER]: 'varchar' },
  });
  const { scoreChecks = [Check.rows(1), Check.complete(ANSWER)] } = props;
  const good = new DataCheck('Scored', { rows: scores.output, checks: scoreChecks });
  return new PublishStep('Publish', { rows: good.passed, to });
}
