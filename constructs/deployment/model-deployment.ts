import { CfnOutput } from 'aws-cdk-lib';
import * as cloudwatchActions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EndpointBase } from '../hosting/endpoint-base.js';
import type { Hosting } from '../hosting/hosting.js';
import type { IModelService } from '../hosting/model-service.js';
import { injectedProps } from '../injected-props.js';
import type { Model } from '../model/model.js';
import type { Readiness } from '../release/readiness.js';
import { RollbackNotice } from '../release/rollback-notice.js';
import type { Release } from '../release/release.js';
import type { DriftMonitor } from '../watch/drift/drift-monitor.js';
import type { DriftPlan } from '../watch/drift/drift-plan.js';
import { AlarmPlan } from '../watch/alarm-plan.js';
import { DEPLOYMENT_METADATA } from '../../core/service/entry.js';
import { NotificationTopic } from '../watch/notification-topic.js';
import { ServiceDashboard } from '../watch/service-dashboard.js';

/** A model, how it is hosted, and who is told when it breaks. */
export interface ModelDeploymentProps {
  /** What answers. */
  readonly model: Model;

  /** How it reaches the application, and what is promised. */
  readonly hosting: Hosting;

  /**
   * What has to be shown of the model before it may go out.
   *
   * @default - nothing is demanded
   */
  readonly readiness?: Readiness;

  /**
   * How a new version takes the place of the old one.
   *
   * @default - as the hosting says: Release.allAtOnce(Duration.minutes(10)) for a real-time endpoint
   */
  readonly release?: Release;

  /**
   * Which alarms there are.
   *
   * @default AlarmPlan.standard()
   */
  readonly alarms?: AlarmPlan;

  /**
   * Whether and how drift is watched.
   *
   * @default - DriftPlan.standard(Duration.hours(1)) where the model brings a baseline, its requests are captured and there are alarms; else none
   */
  readonly drift?: DriftPlan;

  /**
   * Where pages go. An encrypted topic has to admit CloudWatch by its key and its policy: NotificationTopic makes one.
   *
   * @default - an encrypted topic is made and its ARN is an output; subscribe to it
   */
  readonly notify?: sns.ITopic;

  /**
   * Where tickets go.
   *
   * @default - where pages go
   */
  readonly tickets?: sns.ITopic;

  /**
   * Who is responsible; stands in the text of the alarms.
   *
   * @default - not said
   */
  readonly owner?: string;

  /**
   * Where it is written what to do when an alarm goes off; stands in the text of the alarms.
   *
   * @default - not said
   */
  readonly runbook?: string;
}

/** A model that is deployed: served, watched, and with a page that shows how it fares. */
export class ModelDeployment extends Construct {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.deployment.ModelDeployment';

  /** What answers; grants, metrics and further alarms start from it. */
  readonly service: IModelService;

  /** What watches drift; undefined where nothing does. */
  readonly driftMonitor?: DriftMonitor;

  constructor(scope: Construct, id: string, props: ModelDeploymentProps) {
    super(scope, id);
    this.node.addMetadata(DEPLOYMENT_METADATA, 1, { stackTrace: true, traceFromFunction: ModelDeployment });
    const {
      model,
      hosting,
      readiness,
      release,
      alarms = AlarmPlan.standard(),
      drift = alarms._drift(),
      notify,
      tickets,
      owner,
      runbook,
    } = injectedProps(scope, id, ModelDeployment.PROPERTY_INJECTION_ID, props);
    readiness?._check(this, model);
    this.service = hosting.bind(this, model, release);
    const pages = notify ?? this.makeTopic();
    this.driftMonitor = drift.bind(this, { service: this.service, owner, runbook });
    const declared = alarms.bind(this, {
      service: this.service,
      drift: this.driftMonitor,
      page: new cloudwatchActions.SnsAction(pages),
      ticket: new cloudwatchActions.SnsAction(tickets ?? pages),
      owner,
      runbook,
    });
    if (this.service instanceof EndpointBase)
      new RollbackNotice(this, 'RollbackNotice', { service: this.service, notify: tickets ?? pages, runbook });
    new ServiceDashboard(this, 'Dashboard', { service: this.service, alarms: declared });
  }

  /**
   * Lets somebody call the model, and nothing else.
   *
   * @param grantee the principal that calls
   */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return this.service.grantInvoke(grantee);
  }

  private makeTopic(): sns.ITopic {
    const { topic } = new NotificationTopic(this, 'Notify');
    new CfnOutput(this, 'NotifyTopicArn', {
      value: topic.topicArn,
      description: `Pages and tickets of ${this.node.path}; subscribe to it`,
    });
    return topic;
  }
}
