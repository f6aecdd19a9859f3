import type { RemovalPolicy, StageProps } from 'aws-cdk-lib';
import type { Capacity } from '../hosting/capacity.js';
import type { InstanceType } from '../hosting/instance-type.js';
import type { Readiness } from '../release/readiness.js';

/** Where the same deployment goes, and what differs there. One per account and region; each becomes a Stage of the app. */
export interface EnvironmentProps extends StageProps {
  /** Name of the Stage and of `-c env=<name>`; letters, digits and hyphens, starting with a letter. */
  readonly name: string;

  /**
   * Takes the account that is logged in when `cdk deploy` runs, instead of a fixed one. For an environment of one's own; never where
   * `terminationProtection` is on.
   *
   * @default false - `env.account` is required
   */
  readonly currentAccount?: boolean;

  /**
   * Address that pages and tickets are mailed to.
   *
   * @default - nobody is subscribed by the stack; the topic's ARN is an output
   */
  readonly notify?: string;

  /**
   * What happens to captured data and keys when the stack goes. DESTROY also empties the buckets.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Tags on every resource of the environment: owner, cost centre.
   *
   * @default - no tags
   */
  readonly tags?: { [name: string]: string };

  /**
   * Qualifier of the CDK bootstrap stack in the account.
   *
   * @default - CDK's own, `hnb659fds`
   */
  readonly qualifier?: string;

  /**
   * Refuses to delete the stacks.
   *
   * @default false
   */
  readonly terminationProtection?: boolean;

  /**
   * What has to be shown of a model before it may go here.
   *
   * @default - the stack decides
   */
  readonly readiness?: Readiness;

  /**
   * What the models run on here.
   *
   * @default - the stack decides
   */
  readonly instanceType?: InstanceType;

  /**
   * How many instances, or how they scale.
   *
   * @default - the stack decides
   */
  readonly capacity?: Capacity;
}
