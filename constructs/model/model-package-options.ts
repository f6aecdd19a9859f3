import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { StandIn } from './stand-in.js';

/** What is known of a version in the model registry beyond its ARN. */
export interface ModelPackageOptions {
  /**
   * The model's folder on this machine, as it was registered: its card and known faults are what readiness reads, its model and samples what a
   * rehearsal plays. That the registry holds the same bytes is not looked up: synthesis asks no account.
   *
   * @default - readiness reads nothing, and the rehearsal needs a stand-in
   */
  readonly folder?: string;

  /**
   * Bucket with the archive of the version; the role is granted to read `modelKey` in it.
   *
   * @default - nothing is granted; give the endpoint a role that can read it
   */
  readonly modelBucket?: s3.IBucket;

  /**
   * Key of the archive in `modelBucket`.
   *
   * @default - required where modelBucket is given
   */
  readonly modelKey?: string;

  /**
   * Repository of the version's image; the role is granted to pull from it.
   *
   * @default - nothing is granted; AWS's own images need nothing
   */
  readonly repository?: ecr.IRepository;

  /**
   * Environment of the container, beside what the version says.
   *
   * @default - what the version says
   */
  readonly environment?: { [name: string]: string };

  /**
   * What answers in a rehearsal.
   *
   * @default - the model in `folder`
   */
  readonly standIn?: StandIn;
}
