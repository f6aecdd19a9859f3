import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { WINDOW_TIMES } from '../../../core/drift/monitor/window.js';

const MINUTE_MILLIS = 60_000;
const HOUR_MINUTES = 60;
/** Replaced by EventBridge Scheduler with the time at which the tick was due, the same in every retry. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
/** Days are judged every hour, or a failure would cost a day; of a day that is judged nothing is done again. */
const DISTRIBUTION_MINUTE = 26;
/** Where an engine elsewhere counts: when the day is over, and when it is read once more. */
const ENGINE_HOURS = '0,12';
/** So are cohorts. */
const QUALITY_MINUTE = 41;
const RETRIES = { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 };

/** What a monitor is called for, and how often. */
export interface MonitorCadences {
  readonly every: Duration;
  readonly quality: boolean;
  /** What judges days where an engine elsewhere counts them. */
  readonly engine?: sfn.IStateMachine;
}

/** The cadences of a monitor. */
export class MonitorSchedules extends Construct {
  constructor(scope: Construct, id: string, target: lambda.Function, { every, quality, engine }: MonitorCadences) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
      description: `Calls ${this.node.path}`,
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }));
    engine?.grantStartExecution(role);
    const schedule = (name: string, task: string, minutes: string, hours = '*', arn = target.functionArn): CfnSchedule =>
      new CfnSchedule(this, name, {
        description: `${task} of ${target.node.path}`,
        flexibleTimeWindow: { mode: 'OFF' },
        scheduleExpression: `cron(${minutes} ${hours} * * ? *)`,
        scheduleExpressionTimezone: 'UTC',
        target: {
          arn,
          roleArn: role.roleArn,
          input: JSON.stringify({ task, time: SCHEDULED_TIME }),
          retryPolicy: RETRIES,
        },
      });
    for (const each of [
      schedule('Integrity', 'integrity', integrityMinutes(every.toMinutes())),
      engine === undefined
        ? schedule('Distribution', 'distribution', String(DISTRIBUTION_MINUTE))
        : schedule('Distribution', 'distribution', String(DISTRIBUTION_MINUTE), ENGINE_HOURS, engine.stateMachineArn),
      ...(quality ? [schedule('Quality', 'quality', String(QUALITY_MINUTE))] : []),
    ])
      each.node.addDependency(role);
  }
}

/** The first minute after a window has closed, in each cadence. */
function integrityMinutes(every: number): string {
  const first = ((WINDOW_TIMES.graceMillis / MINUTE_MILLIS) % every) + 1;
  return every === HOUR_MINUTES ? String(first) : `${first}/${every}`;
}
