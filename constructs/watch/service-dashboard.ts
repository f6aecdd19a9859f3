import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { findMetric } from '../../core/metrics/index.js';
import { durationText } from '../../core/units/duration-text.js';
import type { IModelService } from '../hosting/model-service.js';
import { inUnitOf, isWatchable, metricOf } from './metric-of.js';
import { ServiceMetric } from './service-metric.js';

/** What the page shows. */
export interface ServiceDashboardProps {
  /** What is watched. */
  readonly service: IModelService;

  /**
   * Alarms whose state heads the page.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];
}

const PERIOD = Duration.minutes(1);
const RUN_PERIOD = Duration.minutes(5);
const WIDTH = 24;
const HEIGHT = 6;
const ALARM_HEIGHT = 3;

/** One page per service: state of the alarms, traffic and errors, latency against the promise, saturation. */
export class ServiceDashboard extends Construct {
  /** The dashboard. */
  readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    super(scope, id);
    const { service, alarms = [] } = props;
    this.dashboard = new cloudwatch.Dashboard(this, 'Resource', { defaultInterval: Duration.days(1) });
    if (alarms.length > 0)
      this.dashboard.addWidgets(new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: WIDTH, height: ALARM_HEIGHT }));
    if (isWatchable(service, ServiceMetric.RUN_FAILED)) this.addRuns(service);
    else for (const { variantName } of service.variants) this.addVariant(service, variantName);
  }

  private addRuns(service: IModelService): void {
    const line = (metric: ServiceMetric, statistic: string, label: string): cloudwatch.Metric[] => [
      metricOf(service, metric, { statistic, period: RUN_PERIOD, label }),
    ];
    this.dashboard.addWidgets(
      graph('Freshness', [
        ...line(ServiceMetric.DATA_AGE, 'Maximum', 'age of results, s'),
        ...line(ServiceMetric.REFRESH_OVERDUE, 'Maximum', 'overdue, s'),
        ...line(ServiceMetric.INPUT_AGE, 'Minimum', 'age of input, s'),
      ]),
      graph('Runs', [
        ...line(ServiceMetric.RUN_DURATION, 'Maximum', 'duration, s'),
        ...line(ServiceMetric.RUN_FAILED, 'Sum', 'failed'),
        ...line(ServiceMetric.DEAD_LETTERS, 'Maximum', 'not started'),
      ]),
      graph('Records', [
        ...line(ServiceMetric.ROWS_IN, 'Sum', 'read'),
        ...line(ServiceMetric.REJECTED_RATE, 'Maximum', 'share set aside'),
        ...line(ServiceMetric.ROWS_LOST, 'Maximum', 'lost'),
      ]),
    );
  }

  private addVariant(service: IModelService, variantName: string): void {
    const line = (metric: ServiceMetric, statistic: string, label?: string): cloudwatch.Metric[] =>
      findMetric(service.mode, metric.metricName) === undefined
        ? []
        : [metricOf(service, metric, { statistic, period: PERIOD, label }, { variantName })];
    const of = service.variants.length > 1 ? ` of ${variantName}` : '';
    this.dashboard.addWidgets(
      graph(`Requests${of}`, [
        ...line(ServiceMetric.INVOCATIONS, 'Sum', 'requests'),
        ...line(ServiceMetric.INVOCATION_4XX_ERRORS, 'Sum', '4xx'),
        ...line(ServiceMetric.INVOCATION_5XX_ERRORS, 'Sum', '5xx'),
        ...line(ServiceMetric.INVOCATION_MODEL_ERRORS, 'Sum', 'model errors'),
      ]),
      graph(
        `Latency${of}`,
        [
          ...['p50', 'p90', 'p99'].flatMap((statistic) => line(ServiceMetric.MODEL_LATENCY, statistic, `model ${statistic}`)),
          ...line(ServiceMetric.OVERHEAD_LATENCY, 'Average', 'overhead, average'),
        ],
        promiseLine(service),
      ),
      graph(`Saturation${of}`, [
        ...line(ServiceMetric.CPU_UTILIZATION, 'Average', 'CPU, of all cores'),
        ...line(ServiceMetric.MEMORY_UTILIZATION, 'Maximum', 'memory'),
        ...line(ServiceMetric.DISK_UTILIZATION, 'Maximum', 'disk'),
      ]),
    );
  }
}

function graph(title: string, left: cloudwatch.IMetric[], leftAnnotations: cloudwatch.HorizontalAnnotation[] = []): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, leftAnnotations, width: WIDTH / 3, height: HEIGHT, leftYAxis: { min: 0 } });
}

function promiseLine(service: IModelService): cloudwatch.HorizontalAnnotation[] {
  const { latency } = service.promised;
  return latency === undefined
    ? []
    : [{ value: inUnitOf(service, ServiceMetric.MODEL_LATENCY, latency), label: `promised ${durationText(latency.toMilliseconds())}` }];
}
