import { parseStatistic } from '../metrics/statistics.js';
import type { WatchedMetric } from './definition.js';
import type { MetricId } from './metric-id.js';
import { recordsOf, type Reader } from './properties.js';

/** A statistic of one metric: the alarm's own properties, or `Stat` of an item with its `Metric`. */
export function readStatistic(statistic: Reader, metric: Reader): WatchedMetric {
  const name = statistic.has('Stat') ? 'Stat' : statistic.has('ExtendedStatistic') ? 'ExtendedStatistic' : 'Statistic';
  const text = statistic.text(name) ?? 'Sum';
  const parsed = parseStatistic(text);
  if (parsed === undefined)
    statistic.fail(
      `statistic '${text}'`,
      `'${text}' is no statistic of CloudWatch; give SampleCount, Average, Sum, Minimum, Maximum, or one like p99 or tm99`,
    );
  const unit = statistic.optionalText('Unit');
  return {
    kind: 'statistic',
    metric: readMetric(metric),
    statistic: parsed ?? { family: 'Sum', text: 'Sum' },
    ...(unit === undefined ? {} : { unit }),
  };
}

function readMetric(reader: Reader): MetricId {
  const dimensions = recordsOf(reader.properties['Dimensions']).map((item, index) => {
    const dimension = reader.within(`Dimensions.${index}`, item);
    return [dimension.text('Name') ?? '', dimension.text('Value') ?? ''] as const;
  });
  return { namespace: reader.text('Namespace') ?? '', name: reader.text('MetricName') ?? '', dimensions: Object.fromEntries(dimensions) };
}

export function readPeriod(reader: Reader): number | undefined {
  const seconds = reader.whole('Period', 10);
  if (seconds === undefined || [10, 20, 30].includes(seconds) || seconds % 60 === 0) return seconds;
  return reader.fail('Period', `a period of ${seconds} s is not accepted; give 10, 20, 30 or a multiple of 60`);
}
