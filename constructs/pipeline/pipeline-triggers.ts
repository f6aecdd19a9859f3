import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.js';
import type { PipelineSchedule } from './pipeline-schedule.js';
import type { PipelineTrigger } from './pipeline-trigger.js';

const KEPT_LETTERS = Duration.days(14);
/** Replaced by EventBridge Scheduler with the time at which the run was due, the same in every retry. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** What starts a pipeline. */
export interface PipelineTriggers {
  readonly pipelineName: string;
  readonly machine: sfn.StateMachine;
  /** What starts it by the clock. */
  readonly schedule?: PipelineSchedule;
  /** What starts it beside that. */
  readonly triggers: readonly PipelineTrigger[];
}

/** Starts runs by the clock and by events; what could not be started is kept in a queue. */
export function declareTriggers(scope: Construct, declared: PipelineTriggers): void {
  const { schedule, triggers } = declared;
  if (schedule === undefined && triggers.length === 0) return;
  const letters = new sqs.Queue(scope, 'DeadLetters', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: KEPT_LETTERS,
  });
  acknowledge(letters, 'AwsSolutions-SQS3', 'this is where the dead letters of the schedule and of events go');
  if (schedule !== undefined) declareSchedule(scope, declared, schedule, letters);
  for (const [at, trigger] of triggers.entries()) declareRule(scope, declared, trigger, `OnEvent${at + 1}`, letters);
}

/** Each run is told the time at which it was due, by which it is known too: a schedule may be delivered twice. */
function declareSchedule(
  scope: Construct,
  { pipelineName, machine }: PipelineTriggers,
  schedule: PipelineSchedule,
  letters: sqs.Queue,
): void {
  const role = new iam.Role(scope, 'ScheduleRole', {
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
    description: `Starts ${pipelineName}`,
  });
  machine.grantStartExecution(role);
  letters.grantSendMessages(role);
  const made = new CfnSchedule(scope, 'Schedule', {
    description: `Runs of ${pipelineName}`,
    flexibleTimeWindow: { mode: 'OFF' },
    scheduleExpression: schedule._expression,
    scheduleExpressionTimezone: schedule._zone,
    target: {
      arn: machine.stateMachineArn,
      roleArn: role.roleArn,
      input: JSON.stringify({ id: SCHEDULED_TIME, time: SCHEDULED_TIME }),
      retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
      deadLetterConfig: { arn: letters.queueArn },
    },
  });
  made.node.addDependency(role);
}

/** The id and the time of an event are the same in every delivery. */
function declareRule(
  scope: Construct,
  { pipelineName, machine }: PipelineTriggers,
  trigger: PipelineTrigger,
  id: string,
  letters: sqs.Queue,
): void {
  new events.Rule(scope, id, {
    description: `Starts a run of ${pipelineName} when ${trigger._when}`,
    eventPattern: trigger._pattern,
    targets: [
      new targets.SfnStateMachine(machine, {
        input: events.RuleTargetInput.fromObject({ id: events.EventField.eventId, time: events.EventField.time }),
        deadLetterQueue: letters,
      }),
    ],
  });
}
