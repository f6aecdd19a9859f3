import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { IModelService } from '../hosting/model-service.js';
import { injectedProps } from '../injected-props.js';
import { validateStackOf } from '../validation/validate-stack.js';

/** Who is told that an update came back. */
export interface RollbackNoticeProps {
  /** The endpoint that is updated. */
  readonly service: IModelService;

  /** Where the notice goes. Its key, where it has one, has to admit events.amazonaws.com: NotificationTopic's does. */
  readonly notify: sns.ITopic;

  /**
   * Where it is written what to do; stands in the notice.
   *
   * @default - not said
   */
  readonly runbook?: string;
}

/**
 * SageMaker Developer Guide, automating-sagemaker-with-eventbridge. Which of the two tells of a rollback first is UNCONFIRMED, hence both;
 * there may be more than one event for one change.
 */
const DETAIL_TYPES = ['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change'];
const STATUSES = ['ROLLING_BACK', 'UPDATE_ROLLBACK_FAILED', 'FAILED'];

/**
 * An update that was rolled back is never silent: CloudFormation may call the very same deployment a success, and the endpoint answers as if
 * nothing had been. Sends a ticket that what serves is not what was declared.
 */
export class RollbackNotice extends Construct {
  /** For property injectors. */
  static readonly PROPERTY_INJECTION_ID: string = 'slipway.release.RollbackNotice';

  /** The rule on SageMaker's events. */
  readonly rule: events.Rule;

  constructor(scope: Construct, id: string, props: RollbackNoticeProps) {
    super(scope, id);
    const { service, notify, runbook } = injectedProps(scope, id, RollbackNotice.PROPERTY_INJECTION_ID, props);
    const { serviceName } = service;
    this.rule = new events.Rule(this, 'Rule', {
      description: `Tells when an update of ${serviceName} is rolled back or fails`,
      eventPattern: {
        source: ['aws.sagemaker'],
        detailType: DETAIL_TYPES,
        detail: { EndpointName: [serviceName], EndpointStatus: STATUSES },
      },
    });
    const status = events.EventField.fromPath('$.detail.EndpointStatus');
    const serving = events.EventField.fromPath('$.detail.EndpointConfigName');
    const text = [
      `TICKET: the update of ${serviceName} did not hold (${status}): what serves is not what was declared.`,
      `Endpoint configuration: ${serving}.`,
      'To do: read its rollback alarms and its log group, mend what they say, deploy again.',
      ...(runbook === undefined ? [] : [`Run-book: ${runbook}`]),
    ];
    this.rule.addTarget(new targets.SnsTopic(notify, { message: events.RuleTargetInput.fromText(text.join(' ')) }));
    validateStackOf(this);
  }
}
