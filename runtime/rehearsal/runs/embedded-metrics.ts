import type { SampleStore } from '../../../core/alarms/index.js';

/** A line in CloudWatch's embedded metric format, as far as it is read. */
interface EmbeddedLine {
  readonly _aws?: { readonly Timestamp: number; readonly CloudWatchMetrics: readonly Embedded[] };
}

interface Embedded {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}

/** Takes the metrics out of a line of a log, as CloudWatch does (CloudWatch user guide, Embedded_Metric_Format_Specification). */
export function publishEmbedded(line: object, store: SampleStore): void {
  const { _aws: envelope } = line as EmbeddedLine;
  if (envelope === undefined) return;
  const values = line as Readonly<Record<string, unknown>>;
  for (const { Namespace: namespace, Dimensions, Metrics } of envelope.CloudWatchMetrics)
    for (const names of Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(values[name])]));
      for (const { Name: name, Unit: unit } of Metrics)
        store.series({ namespace, name, dimensions }, unit === undefined ? {} : { unit }).add(envelope.Timestamp, Number(values[name]));
    }
}
