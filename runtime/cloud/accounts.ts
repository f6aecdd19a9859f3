import type { AccountOptions } from './account-calls.js';
import { AutoScaling } from './auto-scaling.js';
import { CloudFormation } from './cloudformation.js';
import { CloudWatch } from './cloudwatch.js';
import { SageMaker } from './sagemaker.js';

/** The services of one region that a deployment is made of. */
export interface RegionClients {
  readonly region: string;
  readonly cloudformation: CloudFormation;
  readonly sagemaker: SageMaker;
  readonly cloudwatch: CloudWatch;
  readonly autoScaling: AutoScaling;
}

/** Clients of the account that is logged in, region by region, opened when they are needed. */
export class Accounts {
  private readonly opened = new Map<string, RegionClients>();

  constructor(private readonly options: Omit<AccountOptions, 'region'>) {}

  /** @param region default: that of the environment */
  async in(region: string | undefined): Promise<RegionClients> {
    const known = this.opened.get(region ?? '');
    if (known !== undefined) return known;
    const options = { ...this.options, ...(region === undefined ? {} : { region }) };
    const cloudformation = await CloudFormation.open(options);
    const clients = {
      region: cloudformation.region,
      cloudformation,
      sagemaker: await SageMaker.open(options),
      cloudwatch: await CloudWatch.open(options),
      autoScaling: await AutoScaling.open(options),
    };
    this.opened.set(region ?? '', clients);
    return clients;
  }

  close(): void {
    for (const { cloudformation, sagemaker, cloudwatch, autoScaling } of this.opened.values())
      for (const client of [cloudformation, sagemaker, cloudwatch, autoScaling]) client.close();
  }
}
