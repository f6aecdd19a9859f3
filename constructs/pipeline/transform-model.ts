import { Stack, Token } from 'aws-cdk-lib';
import { CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { instanceFacts } from '../../core/limits/index.js';
import type { StepModel } from '../../core/pipeline/index.js';
import { definitionOf } from '../hosting/declared-variant.js';
import { makeExecutionRole } from '../hosting/execution-role.js';
import { HostingMode } from '../hosting/hosting-mode.js';
import type { InstanceType } from '../hosting/instance-type.js';
import type { Model } from '../model/model.js';
import type { StepPlace } from './step-place.js';

const NAMESPACE = '/aws/sagemaker/TransformJobs';

/** The model of a step that scores rows, and what its containers may do. */
export class TransformModel {
  readonly resource: CfnModel;
  /** What a laptop has to know of it. */
  readonly entry: StepModel;

  constructor(place: StepPlace, model: Model, { instanceTypeName }: InstanceType) {
    const { scope, step, runs } = place;
    const role = makeExecutionRole(scope, {
      of: `step ${step.name} of pipeline ${runs.pipelineName}`,
      namespace: NAMESPACE,
      logGroup: NAMESPACE,
      streams: 'the log streams of transform jobs, whose names SageMaker makes',
      unbound: 'ecr:GetAuthorizationToken and cloudwatch:PutMetricData (bound to one namespace) know no resources',
    });
    place.grantInputs(role);
    place.grantOutput(role);
    const arm = instanceFacts(Token.isUnresolved(instanceTypeName) ? '' : instanceTypeName)?.arm ?? false;
    const { containers } = model.bind(scope, { mode: HostingMode.BATCH, role, arm });
    const definitions = containers.map(definitionOf);
    this.resource = new CfnModel(scope, 'Model', {
      executionRoleArn: role.roleArn,
      ...(definitions.length === 1 ? { primaryContainer: definitions[0] } : { containers: definitions }),
      enableNetworkIsolation: containers.every(({ needsNetwork }) => !needsNetwork),
    });
    this.resource.node.addDependency(role);
    this.entry = {
      logicalId: Stack.of(scope).getLogicalId(this.resource),
      containers: containers.map(({ folder, digest, standIn }, container) => ({
        variant: step.name,
        container,
        ...(folder === undefined ? {} : { folder }),
        ...(digest === undefined ? {} : { digest }),
        ...(standIn === undefined ? {} : { standIn: standIn._bind(scope) }),
      })),
    };
  }
}
