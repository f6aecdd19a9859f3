import { RemovalPolicy } from 'aws-cdk-lib';
import { Capacity, Environments, InstanceType } from '../constructs/index.js';

/** Where the spam filter goes, in the order in which a model is promoted. Put your own accounts in. */
export const ENVIRONMENTS = Environments.of(
  {
    name: 'dev',
    env: { region: 'eu-central-1' },
    currentAccount: true,
    instanceType: InstanceType.M5_LARGE,
    capacity: Capacity.fixed(1),
    removalPolicy: RemovalPolicy.DESTROY,
    tags: { owner: 'mail-platform', 'cost-centre': '4711' },
  },
  {
    name: 'staging',
    env: { account: '111122223333', region: 'eu-central-1' },
    instanceType: InstanceType.M5_LARGE,
    capacity: Capacity.fixed(2),
    removalPolicy: RemovalPolicy.DESTROY,
    tags: { owner: 'mail-platform', 'cost-centre': '4711' },
  },
  {
    name: 'prod',
    env: { account: '444455556666', region: 'eu-central-1' },
    instanceType: InstanceType.M5_LARGE,
    capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 }),
    notify: 'mail-oncall@example.com',
    terminationProtection: true,
    tags: { owner: 'mail-platform', 'cost-centre': '4711' },
  },
);
