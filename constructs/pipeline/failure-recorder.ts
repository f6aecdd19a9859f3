import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BAD_ENDS, failureDefinition } from '../../core/pipeline/index.js';
import { acknowledgeWildcard } from '../acknowledge.js';

/** Whose failures are written down, and where. */
export interface FailureRecorderProps {
  readonly pipelineName: string;
  readonly machine: sfn.StateMachine;
  readonly bucket: s3.IBucket;
  /** What the keys of runs begin with. */
  readonly prefix: string;
}

/** Writes `failed.json` beside the rows of every run that failed, took too long or was stopped. */
export class FailureRecorder extends Construct {
  constructor(scope: Construct, id: string, props: FailureRecorderProps) {
    super(scope, id);
    const { pipelineName, machine, bucket, prefix } = props;
    const stack = Stack.of(this);
    const recorder = new sfn.StateMachine(this, 'StateMachine', {
      comment: `Records of runs of ${pipelineName} that did not end well`,
      definitionBody: sfn.DefinitionBody.fromString(
        stack.toJsonString(failureDefinition({ pipeline: pipelineName, bucket: bucket.bucketName, prefix })),
      ),
      tracingEnabled: true,
      logs: {
        level: sfn.LogLevel.ALL,
        destination: new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.DESTROY }),
      },
    });
    const executions = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${machine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const records = bucket.arnForObjects(`${prefix}*/failed.json`);
    recorder.addToRolePolicy(new iam.PolicyStatement({ actions: ['states:DescribeExecution'], resources: [executions] }));
    recorder.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [records] }));
    bucket.encryptionKey?.grantEncrypt(recorder);
    acknowledgeWildcard(this, recorder.role, executions, 'runs of this one pipeline, named when they are started');
    acknowledgeWildcard(this, recorder.role, records, 'records of its runs, named when they are started');
    acknowledgeWildcard(this, recorder.role, '*', 'tracing and log delivery take no other resource');
    new events.Rule(this, 'Ended', {
      description: `Runs of ${pipelineName} that did not end well`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [machine.stateMachineArn], status: BAD_ENDS },
      },
      targets: [new targets.SfnStateMachine(recorder)],
    });
  }
}
