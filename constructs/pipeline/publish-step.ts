import { SlipwayError } from '../../core/errors/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { PipelineStep } from './pipeline-step.js';
import type { StepPlace } from './step-place.js';
import type { Table } from './table.js';

/** Rows that readers are to find. */
export interface PublishStepProps {
  /** The rows of the run. */
  readonly rows: Table;

  /** Where readers look: `current.json` below its prefix names the rows that they read. */
  readonly to: Table;
}

/** The pointer, as batch deployments have it. */
const POINTER = 'current.json';

/**
 * Publishes rows by one small object that readers follow: they see all of a run, or all of the one before. It names where the rows lie, and what is
 * older does not replace what is newer. `slipway/results` reads it, as it reads a batch deployment's.
 */
export class PublishStep extends PipelineStep {
  /**
   * @param name what it is called
   * @param props rows, and where readers look
   */
  constructor(
    name: string,
    private readonly props: PublishStepProps,
  ) {
    super(name);
    const { to, rows } = props;
    if (to._facts.step !== undefined || to.prefix.includes('{date}'))
      throw new SlipwayError(
        'pipeline-step',
        `step '${name}' publishes to what no reader can know; give a table of a bucket, without {date}`,
        {
          source: this._madeAt,
        },
      );
    if (rows._facts.step === undefined)
      throw new SlipwayError('pipeline-step', `step '${name}' publishes a table that no step has written; give the rows of a step`, {
        source: this._madeAt,
      });
  }

  /** @internal */
  override get _asksAthena(): boolean {
    return true;
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return { rows: this.props.rows };
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs'], place: StepPlace): PipelineStepPlan {
    const { bucket, prefix } = this.props.to;
    const key = `${prefix}${POINTER}`;
    place.allow(['s3:GetObject', 's3:PutObject'], bucket.arnForObjects(key));
    // Without it, what is not there yet would look like what may not be read.
    place.allow(['s3:ListBucket'], bucket.bucketArn, undefined, { StringEquals: { 's3:prefix': key } });
    place.later((role) => bucket.encryptionKey?.grantEncryptDecrypt(role));
    return { kind: 'publication', name: this.name, inputs, bucket: bucket.bucketName, key };
  }
}
