import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { severityPrefix, type ToldSeverity } from '../../core/service/severity.js';
import type { ServiceAlarm } from './service-alarm.js';

interface SeverityAlarmProps {
  readonly alarms: readonly ServiceAlarm[];
  readonly notify: cloudwatch.IAlarmAction;
  readonly severity: ToldSeverity;
  readonly serviceName: string;
  readonly runbook?: string;
}

/** One alarm for many: goes off when any of them does, and acts for all, so that one trouble is told once. */
export class SeverityAlarm extends Construct {
  readonly alarm: cloudwatch.CompositeAlarm;

  constructor(scope: Construct, id: string, { alarms, notify, severity, serviceName, runbook }: SeverityAlarmProps) {
    super(scope, id);
    const children = alarms.map(({ alarm }) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM));
    const names = alarms.map(({ node }) => node.id).join(', ');
    this.alarm = new cloudwatch.CompositeAlarm(this, 'Alarm', {
      alarmRule: cloudwatch.AlarmRule.anyOf(...children),
      alarmDescription: [
        `${severityPrefix(severity)}${serviceName} needs ${severity === 'page' ? 'somebody now' : 'a look within a day'}. One or more of: ${names}.`,
        'The alarm that went off says what broke and what to do.',
        ...(runbook === undefined ? [] : [`Run-book: ${runbook}`]),
      ].join(' '),
    });
    this.alarm.addAlarmAction(notify);
    this.alarm.addOkAction(notify);
  }
}
