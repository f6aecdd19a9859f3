import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { severityPrefix } from '../../core/service/severity.js';

/** What the alarms of a pipeline watch. */
export interface PipelineAlarmsProps {
  readonly pipelineName: string;
  readonly machine: sfn.StateMachine;
  /** Minutes between two runs; without a schedule nobody can say that one is missing. */
  readonly everyMinutes?: number;
  /** A run that takes longer is told of. */
  readonly expectedRuntime: Duration;
  /** How old the newest input may be. */
  readonly inputWithin?: Duration;
  readonly hasChecks: boolean;
  readonly notify?: cloudwatch.IAlarmAction;
  readonly runbook?: string;
}

const FIVE_MINUTES = Duration.minutes(5);
/** A run that begins a little later than the last one did is not missing. */
const LATE = { minutes: 60, mostPeriods: 168 } as const;
const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator;
const { NOT_BREACHING, BREACHING } = cloudwatch.TreatMissingData;

/** A run failed, did not begin, or found data that are not as they have to be; one composite tells of all. */
export class PipelineAlarms extends Construct {
  readonly composite: cloudwatch.CompositeAlarm;

  constructor(scope: Construct, id: string, props: PipelineAlarmsProps) {
    super(scope, id);
    const { machine, notify, pipelineName, everyMinutes } = props;
    const sum = (metric: cloudwatch.Metric): cloudwatch.Metric => metric.with({ statistic: 'Sum', period: FIVE_MINUTES });
    const failed = new cloudwatch.MathExpression({
      // What is not published of an ending that a run did not come to counts as none; a sum of the three would then be missing too.
      expression: 'SUM([failed, timedOut, aborted])',
      label: 'runs that did not end well',
      period: FIVE_MINUTES,
      usingMetrics: {
        failed: sum(machine.metricFailed()),
        timedOut: sum(machine.metricTimedOut()),
        aborted: sum(machine.metricAborted()),
      },
    });
    const alarms = [
      this.alarm('Failed', props, {
        metric: failed,
        threshold: 0,
        evaluationPeriods: 1,
        comparisonOperator: GREATER_THAN_THRESHOLD,
        treatMissingData: NOT_BREACHING,
        says: `a run failed, took too long or was stopped. To do: read the history of the last execution of ${machine.stateMachineName}, which names the step; what earlier runs published is still there`,
      }),
      ...(everyMinutes === undefined ? [] : [this.notBegun(props, everyMinutes)]),
      this.tooLong(props),
      ...(props.inputWithin === undefined ? [] : [this.inputLate(props, props.inputWithin)]),
      ...(props.hasChecks ? [this.badData(props)] : []),
    ];
    this.composite = new cloudwatch.CompositeAlarm(this, 'Page', {
      alarmRule: cloudwatch.AlarmRule.anyOf(...alarms.map((alarm) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM))),
      alarmDescription: `${severityPrefix('page')}${pipelineName} needs somebody now. The alarm that went off says what broke and what to do.${runbookText(props)}`,
    });
    if (notify === undefined) return;
    this.composite.addAlarmAction(notify);
    this.composite.addOkAction(notify);
  }

  /** Hours without a single start, as many as lie between two runs and one more: with periods of an hour an alarm looks back seven days. */
  private notBegun(props: PipelineAlarmsProps, everyMinutes: number): cloudwatch.Alarm {
    const periods = Math.min(LATE.mostPeriods, Math.ceil(everyMinutes / LATE.minutes) + 1);
    return this.alarm('NotBegun', props, {
      metric: props.machine.metricStarted({ statistic: 'Sum', period: Duration.minutes(LATE.minutes) }),
      threshold: 1,
      evaluationPeriods: periods,
      comparisonOperator: LESS_THAN_THRESHOLD,
      treatMissingData: BREACHING,
      says: `no run has begun for ${periods} hours. To do: look whether the schedule is on, and into the dead-letter queue for what it could not start`,
    });
  }

  /** Told once a run has ended: one that never does is ended by maxRuntime, and has failed. */
  private tooLong(props: PipelineAlarmsProps): cloudwatch.Alarm {
    const { machine, expectedRuntime } = props;
    return this.alarm('TooLong', props, {
      metric: machine.metricTime({ statistic: 'Maximum', period: FIVE_MINUTES }),
      threshold: expectedRuntime.toMilliseconds(),
      evaluationPeriods: 1,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      treatMissingData: NOT_BREACHING,
      says: `a run took longer than ${expectedRuntime.toHumanString()}. To do: compare the seconds of its steps in its record with those of runs before; more rows, or a step that waits`,
    });
  }

  private inputLate(props: PipelineAlarmsProps, within: Duration): cloudwatch.Alarm {
    return this.alarm('InputLate', props, {
      metric: new cloudwatch.Metric({
        namespace: 'Slipway',
        metricName: 'InputAge',
        dimensionsMap: { Deployment: props.pipelineName },
        statistic: 'Maximum',
        period: FIVE_MINUTES,
      }),
      threshold: within.toSeconds(),
      evaluationPeriods: 1,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      treatMissingData: NOT_BREACHING,
      says: `the newest input was older than ${within.toHumanString()} when a run began, and the run went on with what there was. To do: ask whoever writes the tables; once they are there, start a run`,
    });
  }

  private badData(props: PipelineAlarmsProps): cloudwatch.Alarm {
    return this.alarm('BadData', props, {
      metric: new cloudwatch.Metric({
        namespace: 'Slipway',
        metricName: 'DataChecksFailed',
        dimensionsMap: { Deployment: props.pipelineName },
        statistic: 'Sum',
        period: FIVE_MINUTES,
      }),
      threshold: 0,
      evaluationPeriods: 1,
      comparisonOperator: GREATER_THAN_THRESHOLD,
      treatMissingData: NOT_BREACHING,
      says: 'rows did not meet a check, and the run ended there. To do: the cause of the failed execution names each check with what was found; ask whoever writes the rows',
    });
  }

  private alarm(
    id: string,
    props: PipelineAlarmsProps,
    { says, ...rest }: cloudwatch.AlarmProps & { readonly says: string },
  ): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, { ...rest, alarmDescription: `Pipeline ${props.pipelineName}: ${says}.${runbookText(props)}` });
  }
}

const runbookText = ({ runbook }: PipelineAlarmsProps): string => (runbook === undefined ? '' : ` Run-book: ${runbook}`);
