import { Annotations, Lazy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { CfnEndpoint } from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { RELEASE_LIMITS } from '../../core/limits/index.js';
import { requestsToShow } from '../../core/quality/requests-to-show.js';
import type { IModelService } from '../hosting/model-service.js';
import type { Guardrails } from './guardrails.js';
import { RollbackClientErrorAlarm, RollbackErrorAlarm, RollbackLatencyAlarm } from './rollback-alarms.js';

/** A fault that a canary should show; a rarer one needs more requests than most canaries have. */
const FAULT_SHARE = 0.05;
/** Failures, latency, refusals. */
const ALARMS_A_VARIANT = 3;
/** Failures that stop an update. */
const FAILURES = 3;

/**
 * What can stop an update of an endpoint: alarms on the new fleet, more of them until synthesis, and the permission to read them, which is a
 * policy of its own: the alarms name the endpoint configuration, which waits for the role's other policies.
 */
export class Rollback extends Construct {
  private readonly alarms: cloudwatch.IAlarm[] = [];
  private readonly policy: iam.Policy;

  constructor(
    scope: Construct,
    private readonly guardrails: Guardrails,
    role: iam.IRole,
  ) {
    super(scope, 'Rollback');
    this.policy = new iam.Policy(this, 'Policy', { roles: [role] });
    this.policy.addStatements(
      new iam.PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms'],
        resources: Lazy.list({ produce: () => this.alarms.map(({ alarmArn }) => alarmArn) }),
      }),
    );
    this.node.addValidation({ validate: () => problemsOf(this.alarms.length) });
  }

  add(...alarms: cloudwatch.IAlarm[]): void {
    this.alarms.push(...alarms);
  }

  /** The alarms that follow from what is promised: failures always, latency where it is promised, refusals where SageMaker takes so many. */
  addStandard(service: IModelService, endpointConfigName: string): void {
    const several = service.variants.length > 1;
    const hasRoom = service.variants.length * ALARMS_A_VARIANT <= RELEASE_LIMITS.alarms.max;
    for (const { variantName } of service.variants) {
      const id = (name: string): string => (several ? `${variantName}${name}` : name);
      const options = { service, variantName, endpointConfigName };
      this.add(new RollbackErrorAlarm(this, id('Errors'), options).alarm);
      const { latency } = service.promised;
      if (latency !== undefined) this.add(new RollbackLatencyAlarm(this, id('Latency'), { ...options, below: latency }).alarm);
      if (hasRoom) this.add(new RollbackClientErrorAlarm(this, id('ClientErrors'), options).alarm);
    }
    this.warnOfFewRequests(service);
  }

  /** What the endpoint says of its updates; it waits for the permission. */
  applyTo(endpoint: CfnEndpoint): void {
    endpoint.node.addDependency(this.policy);
    endpoint.deploymentConfig = Lazy.any({
      produce: (): CfnEndpoint.DeploymentConfigProperty => ({
        ...this.guardrails.policy,
        autoRollbackConfiguration: { alarms: this.alarms.map(({ alarmName }) => ({ alarmName })) },
      }),
    });
  }

  private warnOfFewRequests({ promised, serviceName }: IModelService): void {
    const { bake, share } = this.guardrails;
    if (promised.traffic === undefined) return;
    const requests = promised.traffic.perMinute * share * bake.toMinutes({ integral: false });
    const needed = requestsToShow(FAILURES, FAULT_SHARE);
    if (requests >= needed) return;
    Annotations.of(this).addWarningV2(
      'slipway:few-requests-in-bake',
      `at the usual traffic the new fleet of ${serviceName} gets ${Math.floor(requests)} requests while it is watched, and a fault of ${FAULT_SHARE * 100} % of them needs ${needed} to show ${FAILURES} failures; bake longer, or move more traffic first`,
    );
  }
}

function problemsOf(count: number): string[] {
  const { max } = RELEASE_LIMITS.alarms;
  return count <= max ? [] : [`${count} alarms could stop an update, and SageMaker takes ${max}; give rollbackOn fewer`];
}
