import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../../../acknowledge.js';
import type { Counting, CountingFor } from './counting.js';
import { engineDefinition } from './engine-definition.js';

export interface EngineMachineProps extends CountingFor {
  readonly counting: Counting;
  /** Prepares and judges. */
  readonly handler: lambda.IFunction;
}

/** What lets another engine count days, and the monitor's function judge them. */
export class EngineMachine extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { counting, handler, ...to }: EngineMachineProps) {
    super(scope, id);
    const task = counting.bind(this, to);
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      comment: `Days of ${to.deployment} counted by ${counting.kind}`,
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(engineDefinition(handler.functionArn, task))),
      tracingEnabled: true,
      logs: {
        level: sfn.LogLevel.ALL,
        // A statement is long, and its rows are nobody's to read in a log.
        includeExecutionData: false,
        destination: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY }),
      },
    });
    const { role } = this.stateMachine;
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] }));
    task.grant(role);
    this.stateMachine.node.addDependency(...task.needs);
    acknowledgeWildcard(this, role, '*', 'delivery of logs and traces of a state machine know no resources');
  }
}
