import { RemovalPolicy } from 'aws-cdk-lib';
import { Capacity, Environments, InstanceType, Readiness } from '../constructs/index.js';

/** The account of each environment that is not one's own. Put yours in: these are the examples of AWS's documentation. */
const ACCOUNTS = { staging: '111122223333', prod: '444455556666' };

const REGION = 'eu-central-1';
const TAGS = { owner: 'mail-platform', 'cost-centre': '4711' };

/** Where the spam filter goes, in the order in which a model is promoted. */
export function environments(accounts: typeof ACCOUNTS): Environments {
  return Environments.of(
    {
      name: 'dev',
      env: { region: REGION },
      currentAccount: true,
      instanceType: InstanceType.M5_LARGE,
      capacity: Capacity.fixed(1),
      readiness: Readiness.notDemanded('dev is where models are tried'),
      removalPolicy: RemovalPolicy.DESTROY,
      tags: TAGS,
    },
    {
      name: 'staging',
      env: { account: accounts.staging, region: REGION },
      instanceType: InstanceType.M5_LARGE,
      capacity: Capacity.fixed(2),
      readiness: Readiness.demand({ atLeast: { roc_auc: 0.95 } }),
      removalPolicy: RemovalPolicy.DESTROY,
      tags: TAGS,
    },
    {
      name: 'prod',
      env: { account: accounts.prod, region: REGION },
      instanceType: InstanceType.M5_LARGE,
      capacity: Capacity.autoscaled({ min: 2, max: 6, requestsPerInstancePerMinute: 3000 }),
      readiness: Readiness.demand({ atLeast: { roc_auc: 0.97, recall: 0.85 }, knownFaults: true }),
      notify: 'mail-oncall@example.com',
      terminationProtection: true,
      tags: TAGS,
    },
  );
}

export const ENVIRONMENTS = environments(ACCOUNTS);
