import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** Where rows lie that say what a model was asked and what it answered. */
export interface CapturedRecords {
  /** The bucket that holds them. */
  readonly bucket: s3.IBucket;

  /**
   * Key prefix below which they lie, ending in a slash. SageMaker's data capture adds folders for endpoint, variant and hour.
   *
   * @default '' - the whole bucket
   */
  readonly prefix?: string;

  /**
   * Key that encrypts them, where the bucket does not know it.
   *
   * @default - the bucket's own, if it has one
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Share of the requests that is kept, 0 to 100.
   *
   * @default 100
   */
  readonly samplingPercent?: number;

  /**
   * Whether rows that no endpoint answered carry ids, by which labels find them.
   *
   * @default false - only an endpoint's requests have ids
   */
  readonly rowIds?: boolean;
}
