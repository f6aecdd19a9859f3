import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.js';
import type { PipelineSchedule } from './pipeline-schedule.js';

const KEPT_LETTERS = Duration.days(14);
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** What starts a pipeline. */
export interface PipelineTriggers {
  readonly pipelineName: string;
  readonly machine: sfn.StateMachine;
  /** What starts it by the clock. */
  readonly schedule: PipelineSchedule;
}

/** Starts runs by the clock, each with the time at which it was due; what could not be started is kept in a queue. */
export function declareSchedule(scope: Construct, { pipelineName, machine, schedule }: PipelineTriggers): void {
  const letters = new sqs.Queue(scope, 'DeadLetters', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: KEPT_LETTERS,
  });
  acknowledge(letters, 'AwsSolutions-SQS3', 'it is the dead-letter queue of the schedule');
  const role = new iam.Role(scope, 'ScheduleRole', {
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
    description: `Starts ${pipelineName}`,
  });
  machine.grantStartExecution(role);
  letters.grantSendMessages(role);
  const declared = new CfnSchedule(scope, 'Schedule', {
    description: `Runs of ${pipelineName}`,
    flexibleTimeWindow: { mode: 'OFF' },
    scheduleExpression: schedule._expression,
    scheduleExpressionTimezone: schedule._zone,
    target: {
      arn: machine.stateMachineArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ time: SCHEDULED_TIME }),
      retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
      deadLetterConfig: { arn: letters.queueArn },
    },
  });
  declared.node.addDependency(role);
}
