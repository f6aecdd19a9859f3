import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { durationText } from '../../core/units/duration-text.js';
import type { AlarmOptions } from '../watch/alarm-options.js';
import { latencyExpression } from '../watch/latency-expression.js';
import { inUnitOf } from '../watch/metric-of.js';
import { modelErrors } from '../watch/model-errors.js';
import { ServiceAlarm } from '../watch/service-alarm.js';
import { ServiceMetric } from '../watch/service-metric.js';
import { watchedMetric } from '../watch/watched.js';

/** What an alarm that stops an update watches. */
export interface RollbackAlarmOptions extends AlarmOptions {
  /** Endpoint configuration of the new fleet: the old one's faults would undo the very update that mends them. */
  readonly endpointConfigName: string;
}

/** How many failures, or refusals, stop an update. */
export interface RollbackErrorAlarmProps extends RollbackAlarmOptions {
  /**
   * Share of the new fleet's requests that may fail, or be refused, in a minute, 0 to 1.
   *
   * @default 0.01 for failures of the model, 0.1 for requests that it refuses
   */
  readonly rate?: number;
}

/** How slow an answer stops an update. */
export interface RollbackLatencyAlarmProps extends RollbackAlarmOptions {
  /** Time within which the model is to answer. */
  readonly below: Duration;
}

/** An update waits ten minutes or so: longer periods would come too late. */
const PERIOD = Duration.minutes(1);
const DEFAULTS = Object.freeze({ modelRate: 0.01, clientRate: 0.1 });
/**
 * From so many requests a minute on one failure in a minute is no news: at what a service level of 99.95 % lets fail, three such minutes of ten came
 * in 24 of 416 good updates in twenty batches, and in 2 once two failures were asked for. Below, one has to do: a canary has few requests.
 */
const MANY_REQUESTS = 40;
/** Three minutes with failures among ten, so that a canary of a few requests a minute shows a fault too, and one failure does not stop it. */
const ERRORS = Object.freeze({ needed: 3, of: 10 });
const LATENCY = Object.freeze({ needed: 3, of: 5 });

/** The new fleet fails: three of ten minutes with more failed requests than it may have. For `rollbackOn` of an endpoint. */
export class RollbackErrorAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: RollbackErrorAlarmProps) {
    const { rate = DEFAULTS.modelRate, service } = props;
    const { expression, metrics } = modelErrors(props, PERIOD);
    super(scope, id, props, {
      metric: new cloudwatch.MathExpression({
        expression: `IF(${expression} >= IF(n >= ${MANY_REQUESTS}, 2, 1), ${expression} / n, 0)`,
        usingMetrics: { ...metrics, n: watchedMetric(props, ServiceMetric.INVOCATIONS, 'Sum', PERIOD) },
        period: PERIOD,
        label: 'share of failed requests of the new fleet',
      }),
      threshold: rate,
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...ERRORS,
      missing: cloudwatch.TreatMissingData.NOT_BREACHING,
      broke: `the new fleet fails more than ${Number((rate * 100).toPrecision(3))} % of its requests`,
      remedy: `the update is rolled back; read the log group /aws/sagemaker/Endpoints/${service.serviceName} before the next one`,
    });
  }
}

/**
 * The new fleet refuses what callers send: three of ten minutes with more 4xx answers than it may give. A new version that wants other columns than
 * the old one breaks its callers so. For `rollbackOn` of an endpoint.
 */
export class RollbackClientErrorAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: RollbackErrorAlarmProps) {
    const { rate = DEFAULTS.clientRate } = props;
    super(scope, id, props, {
      metric: new cloudwatch.MathExpression({
        expression: 'e4 / n',
        usingMetrics: {
          e4: watchedMetric(props, ServiceMetric.INVOCATION_4XX_ERRORS, 'Sum', PERIOD),
          n: watchedMetric(props, ServiceMetric.INVOCATIONS, 'Sum', PERIOD),
        },
        period: PERIOD,
        label: 'share of refused requests of the new fleet',
      }),
      threshold: rate,
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...ERRORS,
      missing: cloudwatch.TreatMissingData.NOT_BREACHING,
      broke: `the new fleet refuses more than ${Number((rate * 100).toPrecision(3))} % of its requests`,
      remedy:
        'the update is rolled back; a refusal in the log group of the endpoint names the column: where the new version wants another one, its callers come first',
    });
  }
}

/** The new fleet is too slow: three of five minutes over the bar. For `rollbackOn` of an endpoint. */
export class RollbackLatencyAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: RollbackLatencyAlarmProps) {
    const { below, service } = props;
    super(scope, id, props, {
      metric: latencyExpression(props, PERIOD),
      threshold: inUnitOf(service, ServiceMetric.MODEL_LATENCY, below),
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      ...LATENCY,
      missing: cloudwatch.TreatMissingData.NOT_BREACHING,
      broke: `the new fleet takes longer than ${durationText(below.toMilliseconds())}`,
      remedy: 'the update is rolled back; compare the new model and image with the old before the next one',
    });
  }
}
