import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { NO_ALARMS_METADATA } from '../../core/service/entry.js';
import { requireReason } from '../reason.js';
import type { IModelService } from '../hosting/model-service.js';
import type { DriftMonitor } from './drift/drift-monitor.js';
import { DriftPlan } from './drift/drift-plan.js';
import { SeverityAlarm } from './severity-alarm.js';
import type { StandardAlarmOptions } from './standard-alarm-options.js';
import { standardAlarms } from './standard-alarms.js';

/** For whom the alarms of a plan are. */
export interface AlarmPlanBinding {
  /** What is watched. */
  readonly service: IModelService;

  /** What wakes somebody. */
  readonly page: cloudwatch.IAlarmAction;

  /** What can wait until morning. */
  readonly ticket: cloudwatch.IAlarmAction;

  /**
   * The monitor whose alarms the composites act for too.
   *
   * @default - there is none
   */
  readonly drift?: DriftMonitor;

  /**
   * Who is responsible.
   *
   * @default - not said
   */
  readonly owner?: string;

  /**
   * Where it is written what to do.
   *
   * @default - not said
   */
  readonly runbook?: string;
}

/** Which alarms a deployment has: a value, so that an environment can carry it. */
export abstract class AlarmPlan {
  /**
   * The alarms that every deployment should have: latency, errors, saturation, instances lost, and silence where traffic is promised. One
   * composite alarm pages, another opens tickets; the alarms below them do nothing by themselves.
   *
   * @param options thresholds
   */
  static standard(options: StandardAlarmOptions = {}): AlarmPlan {
    return new StandardPlan(options);
  }

  /**
   * No alarms: nobody is told of anything.
   *
   * @param because why, for whoever reviews it
   */
  static none(because: string): AlarmPlan {
    return new NoAlarms(requireReason(because, 'no alarms'));
  }

  /**
   * Declares the alarms in a scope.
   *
   * @param scope where the alarms belong
   * @param binding service and actions
   * @returns what goes off, those that act for others first
   */
  abstract bind(scope: Construct, binding: AlarmPlanBinding): cloudwatch.IAlarm[];

  /**
   * How drift is watched where nobody says it.
   *
   * @internal
   */
  abstract _drift(): DriftPlan;
}

class NoAlarms extends AlarmPlan {
  constructor(private readonly because: string) {
    super();
  }

  bind(scope: Construct): cloudwatch.IAlarm[] {
    scope.node.addMetadata(NO_ALARMS_METADATA, this.because);
    return [];
  }

  /** @internal */
  _drift(): DriftPlan {
    return DriftPlan.none(this.because);
  }
}

class StandardPlan extends AlarmPlan {
  constructor(private readonly options: StandardAlarmOptions) {
    super();
  }

  bind(scope: Construct, { page, ticket, drift, ...rest }: AlarmPlanBinding): cloudwatch.IAlarm[] {
    const place = new Construct(scope, 'Alarms');
    const standard = standardAlarms(place, rest, this.options);
    const pages = [...standard.pages, ...(drift?.pages ?? [])];
    const tickets = [...standard.tickets, ...(drift?.tickets ?? [])];
    const { service, runbook } = rest;
    const acting = [
      { id: 'Page', severity: 'page', alarms: pages, notify: page } as const,
      { id: 'Ticket', severity: 'ticket', alarms: tickets, notify: ticket } as const,
    ]
      .filter(({ alarms }) => alarms.length > 0)
      .map(({ id, ...props }) => new SeverityAlarm(place, id, { ...props, serviceName: service.serviceName, runbook }));
    return [...acting, ...pages, ...tickets].map(({ alarm }) => alarm);
  }

  /** @internal */
  _drift(): DriftPlan {
    return DriftPlan._default();
  }
}
