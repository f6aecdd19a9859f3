import { SizeRoundingBehavior } from 'aws-cdk-lib';
import { BATCH_DEFAULTS } from './batch-defaults.js';
import { TableFormat } from '../pipeline/table-format.js';
import { OnBadObject, type BatchTransformProps } from './batch-options.js';

/** Bounds of CreateTransformJob (API reference). */
const MOST = { instances: 100, payloadMib: 100, filter: 63 } as const;
/** No run is worth more, and each costs a job. */
const MOST_ATTEMPTS = 5;
/** Every day that is looked at is a listing of its part, after each run. */
const MOST_LATE_DAYS = 31;

export function problemsOfBatch(props: BatchTransformProps): string[] {
  const { instanceCount, attempts, maxPayload, maxRuntime } = { ...BATCH_DEFAULTS, ...defined(props) };
  const { maxConcurrent, input, output } = props;
  const payload = maxPayload.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  return [
    ...(whole(instanceCount, 1, MOST.instances)
      ? []
      : [`instanceCount is ${instanceCount}; give a whole number from 1 to ${MOST.instances}`]),
    ...(whole(attempts, 1, MOST_ATTEMPTS) ? [] : [`attempts is ${attempts}; give a whole number from 1 to ${MOST_ATTEMPTS}`]),
    ...(payload >= 1 && payload <= MOST.payloadMib ? [] : [`maxPayload is ${payload} MiB; give 1 to ${MOST.payloadMib}`]),
    ...((maxConcurrent ?? 1) * payload <= MOST.payloadMib
      ? []
      : [`maxConcurrent ${maxConcurrent} times maxPayload ${payload} MiB is more than ${MOST.payloadMib}; lower one of them`]),
    ...(maxRuntime.toMinutes() >= 1 ? [] : [`maxRuntime is ${maxRuntime.toHumanString()}; give a minute or more`]),
    ...(['inputFilter', 'outputFilter'] as const).flatMap((name) => filterProblems(name, props[name])),
    ...formatProblems(input.format, output.format),
    ...(props.onBadObject === OnBadObject.SET_ASIDE && attempts < 2
      ? ['objects are set aside after one attempt, which may have failed by chance; give attempts 2 or more, or leave onBadObject out']
      : []),
    ...keyProblems(props),
    ...captureProblems(props),
    ...lateProblems(props),
    ...(output.prefix.includes('{date}')
      ? [`output has the prefix '${output.prefix}'; each run has its own folder already: leave {date} out`]
      : []),
    ...(input.bucket === output.bucket && (output.prefix.startsWith(input._fixedPrefix) || input._fixedPrefix.startsWith(output.prefix))
      ? [
          `input ${input.prefix} and output ${output.prefix} lie in one another, so that a run would read what another wrote; give each a prefix of its own`,
        ]
      : []),
  ];
}

/** What a job writes is what it reads; of Parquet lines of JSON are made before it. */
function formatProblems(input: TableFormat, output: TableFormat): string[] {
  const written = input === TableFormat.PARQUET ? TableFormat.JSON_LINES : input;
  if (output === TableFormat.PARQUET)
    return ['a batch transform writes CSV and JSON Lines, and no Parquet; give the output TableFormat.JSON_LINES'];
  return written === output
    ? []
    : [`input is ${input} and output ${output}, but of such an input SageMaker writes ${written}; give the output that`];
}

/** A filter of CreateTransformJob's DataProcessing. */
export function filterProblems(name: string, filter: string | undefined): string[] {
  if (filter === undefined || (filter.startsWith('$') && filter.length <= MOST.filter)) return [];
  return [`${name} is '${filter}'; give a JSONPath that begins with $, at most ${MOST.filter} characters`];
}

/** Rows are kept as the model saw them, and answered them. */
function captureProblems({ capture, inputFilter = '$', outputFilter, input }: BatchTransformProps): string[] {
  if (capture === undefined) return [];
  const csv = input.format === TableFormat.CSV;
  const seen = inputFilter === '$' || (csv ? firstColumnOf(inputFilter) !== undefined : inputFilter.startsWith("$['"));
  return [
    ...(outputFilter === undefined
      ? []
      : [`capture keeps whole answers, and outputFilter ${outputFilter} leaves parts of them; leave one of the two out`]),
    ...(seen
      ? []
      : [
          `capture keeps what the model saw, and of inputFilter ${inputFilter} that is not known; ${csv ? 'give one such as $[2:]' : "give one such as $['a','b']"}, or leave one of the two out`,
        ]),
  ];
}

/** The first column that a filter of CSV leaves, where it leaves all that follow. */
export function firstColumnOf(inputFilter: string): number | undefined {
  const [, first] = /^\$\[(\d+):\]$/.exec(inputFilter) ?? [];
  return first === undefined ? undefined : Number(first);
}

/** What is written into outputs, and read there, by name or number. */
function keyProblems({ uniqueKey, runIdColumn, joinInput, input }: BatchTransformProps): string[] {
  const csv = input.format === TableFormat.CSV;
  return [
    ...(uniqueKey === undefined || joinInput === true
      ? []
      : ['uniqueKey is given, and the output holds nothing of the input that could be a key; set joinInput, or leave uniqueKey out']),
    ...(uniqueKey?.length === 0 ? ['uniqueKey is empty; name what together is different in every row, or leave it out'] : []),
    ...(uniqueKey ?? []).flatMap((column) =>
      csv && !/^\d+$/.test(column)
        ? [`uniqueKey is '${column}' in CSV, which has no names; give the number of the column in the output, from 0`]
        : [],
    ),
    ...(runIdColumn === '' ? ["runIdColumn is ''; give it a name, or leave it out"] : []),
  ];
}

function lateProblems({ lateData, input }: BatchTransformProps): string[] {
  if (lateData === undefined) return [];
  const { rerunDays, lookDays } = lateData._settings;
  const days = rerunDays > 0 ? rerunDays : lookDays;
  return [
    ...(input.prefix.includes('{date}')
      ? []
      : [
          `lateData is given, and the input ${input.prefix} has no part for each day, so that every run reads all of it; put {date} into its prefix, or leave lateData out`,
        ]),
    ...(whole(days, 1, MOST_LATE_DAYS) ? [] : [`lateData is of ${days} days; give whole days from 1 to ${MOST_LATE_DAYS}`]),
  ];
}

function whole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}

/** Options without those that are undefined, so that defaults come through. */
export function defined<T extends object>(props: T): T {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as T;
}
