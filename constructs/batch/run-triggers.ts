import { Annotations, Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import type { FreshnessRule } from '../../core/batch/freshness.js';
import { acknowledge } from '../acknowledge.js';
import type { Table } from '../pipeline/table.js';
import { AROUND_A_JOB } from './batch-defaults.js';
import type { BatchSchedule } from './batch-schedule.js';
import { everyday, timeText } from './local-time.js';

export interface RunTriggersProps {
  readonly schedule: BatchSchedule | undefined;
  readonly rule: FreshnessRule;
  readonly attempts: number;
  readonly maxRuntime: Duration;
  readonly machine: sfn.StateMachine;
  readonly freshness: lambda.Function;
  readonly input: Table;
}

/** Replaced by EventBridge Scheduler with the time at which the run was due, the same in every retry. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
const RETRIES = { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 };
const MINUTES_A_DAY = 1440;
const KEPT = Duration.days(14);

/** What starts runs, what looks at freshness, and where that which could not be delivered ends up. */
export class RunTriggers extends Construct {
  readonly deadLetters: sqs.Queue;
  private readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: RunTriggersProps) {
    super(scope, id);
    const { machine, freshness } = props;
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: KEPT,
    });
    acknowledge(this.deadLetters, 'AwsSolutions-SQS3', 'this is where the dead letters of schedules and events go');
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com'),
      description: `Starts ${this.node.path}`,
    });
    for (const [action, resource] of [
      ['states:StartExecution', machine.stateMachineArn],
      ['lambda:InvokeFunction', freshness.functionArn],
      ['sqs:SendMessage', this.deadLetters.queueArn],
    ] as const)
      this.role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: [resource] }));
    // Depends on nothing of the runs: it says how old results are, also where none of them begins.
    this.schedule('Freshness', freshness.functionArn, { now: SCHEDULED_TIME }, 'rate(5 minutes)');
    this.startRuns(props);
  }

  private startRuns(props: RunTriggersProps): void {
    const { schedule, rule, machine } = props;
    if (schedule?._kind === 'none') return;
    if (schedule?._kind === 'object') return this.onObject(schedule._at.name ?? '', props);
    const start = (expression: string, zone?: string): void => {
      this.schedule('Run', machine.stateMachineArn, { time: SCHEDULED_TIME }, expression, zone);
    };
    if (schedule?._kind === 'every') return start(rate(schedule._at.everyMinutes ?? MINUTES_A_DAY));
    if (schedule === undefined && rule.kind === 'within') return start(rate(Math.floor(rule.seconds / 120)));
    const zone = schedule?._at.zone ?? (rule.kind === 'daily' ? rule.zone : 'UTC');
    const wanted = schedule?._at.minutes ?? this.beforePromise(props);
    const { minutes, missingOn } = everyday(zone, wanted);
    if (missingOn !== undefined)
      Annotations.of(this).addInfo(
        `runs begin at ${timeText(minutes)} instead of ${timeText(wanted)} in ${zone}: on ${missingOn} there is no ${timeText(wanted)}, and EventBridge Scheduler would skip the run`,
      );
    start(`cron(${minutes % 60} ${Math.floor(minutes / 60)} * * ? *)`, zone);
  }

  /** Every attempt ends by the promise, with what goes on around it. */
  private beforePromise({ rule, attempts, maxRuntime }: RunTriggersProps): number {
    const needed = attempts * (maxRuntime.toMinutes() + AROUND_A_JOB.toMinutes());
    if (needed >= MINUTES_A_DAY)
      throw new SlipwayError(
        'batch-props',
        `${attempts} attempts of ${maxRuntime.toHumanString()} take more than the day that is promised; lower maxRuntime or attempts, or give a schedule`,
        { path: this.node.path },
      );
    return ((rule.kind === 'daily' ? rule.minutes : 0) - needed + MINUTES_A_DAY) % MINUTES_A_DAY;
  }

  /** The time of the event is that of the run, the same in every delivery. */
  private onObject(name: string, { machine, input }: RunTriggersProps): void {
    new events.Rule(this, 'OnObject', {
      description: `Starts a run of ${this.node.path} when ${name} is written`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [input.bucket.bucketName] }, object: { key: [{ wildcard: `${input._fixedPrefix}*${name}` }] } },
      },
      targets: [
        new targets.SfnStateMachine(machine, {
          input: events.RuleTargetInput.fromObject({ time: events.EventField.time }),
          deadLetterQueue: this.deadLetters,
        }),
      ],
    });
  }

  private schedule(name: string, arn: string, input: object, expression: string, zone = 'UTC'): void {
    const schedule = new CfnSchedule(this, name, {
      description: `${name} of ${this.node.path}`,
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: expression,
      scheduleExpressionTimezone: zone,
      target: {
        arn,
        roleArn: this.role.roleArn,
        input: JSON.stringify(input),
        retryPolicy: RETRIES,
        deadLetterConfig: { arn: this.deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(this.role);
  }
}

function rate(minutes: number): string {
  return minutes === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`;
}
