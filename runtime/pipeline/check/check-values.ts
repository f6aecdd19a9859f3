import { isDistributed, type MapState, type Retrier, type State } from '../definition.js';
import { parseTimestamp } from '../iso-time.js';
import { expressionIn } from '../jsonata/expression.js';
import type { PlacedState } from './each-state.js';

/** Bounds of Amazon States Language that a schema of its shape does not hold. */
const BOUNDS = {
  longestName: 80,
  longestLabel: 40,
  intervalSeconds: 99_999_999,
  maxAttempts: 99_999_999,
  maxDelaySeconds: 31_622_400,
} as const;

/** Problems of a state's values. */
export function* valueProblems({ path, name, state, outer }: PlacedState): Generator<string> {
  if (name.length > BOUNDS.longestName)
    yield `${path}: a state's name has at most ${BOUNDS.longestName} characters, this one ${name.length}`;
  yield* assignProblems(path, state, outer);
  if ('Retry' in state) for (const [at, retrier] of (state.Retry ?? []).entries()) yield* retryProblems(`${path}/Retry[${at}]`, retrier);
  for (const field of ['Retry', 'Catch'] as const) if (field in state) yield* allProblems(path, field, state);
  if (state.Type === 'Map') yield* mapProblems(path, state);
  if (state.Type === 'Wait' && typeof state.Timestamp === 'string' && expressionIn(state.Timestamp) === undefined)
    if (parseTimestamp(state.Timestamp) === undefined)
      yield `${path}/Timestamp: '${state.Timestamp}' is no ISO 8601 date and time with an offset; write 2026-03-01T06:00:00Z`;
  if (state.Type === 'Task') {
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
      yield `${path}/HeartbeatSeconds: ${heartbeat} is not less than TimeoutSeconds ${timeout}, so it could never be missed`;
  }
}

function* assignProblems(path: string, state: State, outer: ReadonlySet<string>): Generator<string> {
  for (const variable of Object.keys(state.Assign ?? {})) {
    if (variable === 'states') yield `${path}/Assign: 'states' is the name of Step Functions' own variable; take another`;
    if (outer.has(variable))
      yield `${path}/Assign: '${variable}' is a variable of the flow around this one, which cannot be assigned here; take another name`;
    if (variable.length > BOUNDS.longestName) yield `${path}/Assign: a variable's name has at most ${BOUNDS.longestName} characters`;
  }
}

function* retryProblems(path: string, retrier: Retrier): Generator<string> {
  const { IntervalSeconds: interval, MaxAttempts: attempts, BackoffRate: rate, MaxDelaySeconds: most, JitterStrategy: jitter } = retrier;
  if (interval !== undefined && !isWhole(interval, 1, BOUNDS.intervalSeconds))
    yield `${path}/IntervalSeconds: ${interval}; give a whole number from 1 to ${BOUNDS.intervalSeconds}`;
  if (attempts !== undefined && !isWhole(attempts, 0, BOUNDS.maxAttempts))
    yield `${path}/MaxAttempts: ${attempts}; give a whole number from 0 to ${BOUNDS.maxAttempts}`;
  if (rate !== undefined && !(rate >= 1)) yield `${path}/BackoffRate: ${rate}; give 1 or more`;
  if (most !== undefined && !isWhole(most, 1, BOUNDS.maxDelaySeconds))
    yield `${path}/MaxDelaySeconds: ${most}; give a whole number from 1 to ${BOUNDS.maxDelaySeconds}`;
  else if (most !== undefined && most <= (interval ?? 1))
    yield `${path}/MaxDelaySeconds: ${most} is not more than IntervalSeconds ${interval ?? 1}`;
  if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE')
    yield `${path}/JitterStrategy: '${String(jitter)}'; give FULL or NONE`;
}

/** States.ALL stands alone, and last. */
function* allProblems(path: string, field: 'Retry' | 'Catch', state: State): Generator<string> {
  const entries = (state as { Retry?: readonly Retrier[]; Catch?: readonly Retrier[] })[field] ?? [];
  for (const [at, { ErrorEquals: names }] of entries.entries()) {
    if (!names.includes('States.ALL')) continue;
    if (names.length > 1) yield `${path}/${field}[${at}]/ErrorEquals: States.ALL stands alone`;
    if (at < entries.length - 1) yield `${path}/${field}[${at}]: States.ALL comes last, for what follows it is never reached`;
  }
}

const INPUT_TYPES = ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'];

function* mapProblems(path: string, state: MapState): Generator<string> {
  const { Label: label, ItemReader: reader, MaxConcurrency: most } = state;
  if (label !== undefined && label.length > BOUNDS.longestLabel)
    yield `${path}/Label: at most ${BOUNDS.longestLabel} characters, this one has ${label.length}`;
  if (label !== undefined && (label === '' || /[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u.test(label)))
    yield `${path}/Label: '${label}' is empty or holds a blank or one of ? * < > { } [ ] : ; , \\ | ^ ~ $ # % & \` "`;
  const type = reader?.ReaderConfig?.InputType;
  if (type !== undefined && !INPUT_TYPES.includes(type))
    yield `${path}/ItemReader/ReaderConfig/InputType: '${type}'; give ${INPUT_TYPES.join(', ')}`;
  if (reader !== undefined && state.Items !== undefined) yield `${path}: Items and ItemReader exclude each other`;
  if (typeof most === 'number' && most < 0) yield `${path}/MaxConcurrency: ${most}; give 0 for no bound, or more`;
  for (const field of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'] as const)
    if (state[field] !== undefined && !isDistributed(state))
      yield `${path}/${field} belongs to a distributed Map; set ItemProcessor/ProcessorConfig/Mode to DISTRIBUTED`;
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}
