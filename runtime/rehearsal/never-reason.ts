import { fewSamples, type AlarmDefinition, type MetricAlarm } from '../../core/alarms/index.js';
import { parseStatistic } from '../../core/metrics/index.js';
import type { Finding } from '../../core/rules/index.js';
import type { AlarmDeclaration } from '../plan.js';
import { metricsOfAlarm } from './subject.js';

/** What the runs showed of an alarm that no fault set off. */
export interface NeverSeen {
  readonly alarm: AlarmDeclaration;
  readonly definition: AlarmDefinition;
  readonly findings: readonly Finding[];
  /** In ALARM on healthy days already. */
  readonly always: boolean;
  /** Least and greatest value that it saw in any run; undefined where it saw none. */
  readonly extremes: { readonly least: number; readonly greatest: number } | undefined;
  /** Whether its metric had no data while nobody called. */
  readonly silentWhenIdle: boolean;
  readonly requestsPerMinute: number;
  /** Faults that move what it watches. */
  readonly tried: readonly string[];
}

const SECONDS_PER_MINUTE = 60;
const HINTS = [
  'alarm-latency-unit',
  'alarm-threshold',
  'alarm-dimensions',
  'alarm-metric',
  'alarm-statistic',
  'alarm-unit',
  'alarm-dimension-value',
];

/** Why no fault sets an alarm off: one sentence with the fix, the likeliest reason first. */
export function neverReason(seen: NeverSeen): string {
  const { alarm, definition, findings, always } = seen;
  if (definition.kind === 'composite')
    return always
      ? 'it is in ALARM on healthy days already, so that nothing that breaks sets it off; mend the alarms in its rule first'
      : 'no combination of the alarms in its rule goes off in any run; mend those first';
  const hint = HINTS.map((rule) => findings.find((finding) => finding.rule === rule && finding.logicalId === alarm.logicalId)).find(
    (finding) => finding !== undefined,
  );
  if (always)
    return `it is in ALARM on healthy days already, so that nothing that breaks sets it off${hint === undefined ? `; ${valuesText(seen, definition)}` : `: ${hint.message}`}`;
  if (hint !== undefined) return hint.message;
  return (
    fewSamplesReason(seen, definition) ??
    silenceReason(seen, definition) ??
    noDataReason(seen) ??
    `${triedText(seen)}; ${valuesText(seen, definition)}`
  );
}

function fewSamplesReason({ alarm, requestsPerMinute, extremes }: NeverSeen, definition: MetricAlarm): string | undefined {
  return definition.lowSamples === 'ignore' || extremes === undefined ? tooFewSamples(alarm, definition, requestsPerMinute) : undefined;
}

/** What a percentile lacks at a traffic; undefined where it has enough, or there is none. */
export function tooFewSamples(
  alarm: AlarmDeclaration,
  { periodSeconds }: Pick<MetricAlarm, 'periodSeconds'>,
  requestsPerMinute: number,
): string | undefined {
  const percentiles = metricsOfAlarm(alarm).flatMap(({ statistic }) => parseStatistic(statistic)?.percentile ?? []);
  const [percentile] = percentiles.toSorted((a, b) => b - a);
  if (percentile === undefined) return undefined;
  const needed = fewSamples(percentile);
  const samples = Math.round((requestsPerMinute * periodSeconds) / SECONDS_PER_MINUTE);
  if (samples >= needed) return undefined;
  return `p${percentile} needs ${needed} requests in a period and the promised traffic gives ${samples}, so that it is never looked at; take p90, a longer period, or the average`;
}

function silenceReason({ alarm, silentWhenIdle }: NeverSeen, { comparison, missingData }: MetricAlarm): string | undefined {
  if (!silentWhenIdle || !comparison.startsWith('Less') || missingData === 'breaching') return undefined;
  const [metric] = metricsOfAlarm(alarm);
  return `${metric?.name ?? 'the metric'} is missing while nobody calls, and TreatMissingData '${missingData}' lets silence pass; give 'breaching'`;
}

function noDataReason({ alarm, extremes }: NeverSeen): string | undefined {
  if (extremes !== undefined) return undefined;
  const names = metricsOfAlarm(alarm).map(
    ({ name, dimensions }) =>
      `${name} (${
        Object.entries(dimensions)
          .map(([key, value]) => `${key} ${value}`)
          .join(', ') || 'no dimensions'
      })`,
  );
  return `it never has data: ${[...new Set(names)].join('; ') || 'its expression gives none'}; compare name and dimensions with what the endpoint publishes`;
}

function triedText({ tried }: NeverSeen): string {
  return tried.length === 0 ? 'no fault that can run moves what it watches' : `none of ${tried.join(', ')} trips it at any strength`;
}

function valuesText({ extremes }: NeverSeen, { comparison, threshold }: MetricAlarm): string {
  if (extremes === undefined) return 'it never has data';
  const [word, value] = comparison.startsWith('Less') ? ['least', extremes.least] : ['most', extremes.greatest];
  return `at ${word} it sees ${Number(value.toPrecision(4))}, and the threshold is ${threshold}`;
}
