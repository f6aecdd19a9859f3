import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { SlipwayError } from '../../core/errors/index.js';
import type { AlarmDefinition, AlarmOptions } from './alarm-options.js';
import { modelErrors, type Errors } from './model-errors.js';
import { ServiceAlarm } from './service-alarm.js';
import { ServiceMetric } from './service-metric.js';
import { watchedMetric } from './watched.js';

/** How many failures are too many. */
export interface ErrorAlarmProps extends AlarmOptions {
  /**
   * Share of the requests that may fail, 0 to 1.
   *
   * @default 0.01 for failures of the model, 0.1 for requests that it refuses
   */
  readonly rate?: number;

  /**
   * Failures in five minutes below which the share says nothing.
   *
   * @default 3
   */
  readonly minimumErrors?: number;
}

const PERIOD = Duration.minutes(5);
const NEEDED = 2;
const OF = 3;
const DEFAULTS = Object.freeze({ modelRate: 0.01, clientRate: 0.1, minimumErrors: 3 });

/**
 * The model fails: 5xx answers, timeouts, broken connections. One failure among twenty requests is a rate of 5 % and no news, hence at least
 * three in five minutes.
 */
export class ErrorAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: ErrorAlarmProps) {
    const { rate = DEFAULTS.modelRate } = props;
    super(scope, id, props, {
      ...rateDefinition(props, rate, modelErrors(props, PERIOD), 'share of failed requests'),
      broke: `more than ${percent(rate)} of the requests fail in the model`,
      remedy: `read the log group /aws/sagemaker/Endpoints/${props.service.serviceName}; after a deployment, go back to the one before`,
    });
  }
}

/** Callers send what the model refuses: 4xx answers. Most often the schema changed on one side. */
export class ClientErrorAlarm extends ServiceAlarm {
  constructor(scope: Construct, id: string, props: ErrorAlarmProps) {
    const { rate = DEFAULTS.clientRate } = props;
    const refused = watchedMetric(props, ServiceMetric.INVOCATION_4XX_ERRORS, 'Sum', PERIOD);
    super(scope, id, props, {
      ...rateDefinition(props, rate, { expression: 'e4', metrics: { e4: refused } }, 'share of refused requests'),
      broke: `the model refuses more than ${percent(rate)} of the requests`,
      remedy: 'read a refusal in the log group of the endpoint: it names the column; then find the caller or the deployment that changed',
    });
  }
}

function rateDefinition(props: ErrorAlarmProps, rate: number, { expression, metrics }: Errors, label: string): RateDefinition {
  const { minimumErrors = DEFAULTS.minimumErrors, service } = props;
  if (!(rate >= 0 && rate < 1) || !(minimumErrors >= 1)) {
    throw new SlipwayError(
      'alarm-rate',
      `an error rate of ${rate} from ${minimumErrors} errors can never be exceeded or always is; give a rate from 0 and below 1, and 1 error or more`,
      {
        path: service.node.path,
      },
    );
  }
  const requests = watchedMetric(props, ServiceMetric.INVOCATIONS, 'Sum', PERIOD);
  return {
    metric: new cloudwatch.MathExpression({
      expression: `IF(${expression} >= ${minimumErrors}, ${expression} / n, 0)`,
      usingMetrics: { ...metrics, n: requests },
      period: PERIOD,
      label,
    }),
    threshold: rate,
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    needed: NEEDED,
    of: OF,
    missing: cloudwatch.TreatMissingData.NOT_BREACHING,
  };
}

/** All of an alarm but its words. */
type RateDefinition = Omit<AlarmDefinition, 'broke' | 'remedy'>;

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(3))} %`;
}
