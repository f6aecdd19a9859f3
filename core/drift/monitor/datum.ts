import type { MonitorMetricName } from '../../metrics/rows/monitor.js';

/** A value that the monitor publishes. */
export interface MonitorDatum {
  readonly name: MonitorMetricName;
  readonly value: number;
}
