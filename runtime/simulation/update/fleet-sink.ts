import type { Sink } from '../publish.js';

/**
 * While an endpoint is updated SageMaker publishes each fleet's metrics under its endpoint configuration too (Developer Guide,
 * deployment-guardrails-configuration): an alarm can so see the new fleet alone.
 */
export function fleetSink(sink: Sink, configName: string): Sink {
  return {
    series: (entry, dimensions) => {
      const both = [sink.series(entry, dimensions), sink.series(entry, { ...dimensions, EndpointConfigName: configName })];
      return {
        add: (at, value, count) => {
          for (const series of both) series.add(at, value, count);
        },
      };
    },
  };
}
