export { actionsOf, type ActionTaken } from './actions.js';
export { CONSTANT_BANDS, DEFAULT_CONSTANTS, fewSamples, type AlarmConstants } from './constants.js';
export type {
  AlarmActions,
  AlarmDefinition,
  AlarmState,
  Comparison,
  CompositeAlarm,
  MetricAlarm,
  MissingData,
  Suppressor,
  Watched,
  WatchedMath,
  WatchedMetric,
} from './definition.js';
export { AlarmWatch, evaluate, type Window } from './evaluate.js';
export { evaluateAll, nameOf, type AlarmRun } from './evaluate-all.js';
export { keyOf, type MetricId } from './metric-id.js';
export { parseAlarm, type DeclaredAlarm } from './parse.js';
export { AlarmProblem } from './problem.js';
export { delayed, type SampleSeries, type Visibility } from './sample-series.js';
export { RecordedStore, type RecordedValue } from './recorded-store.js';
export { SampleStore, type SampleStoreOptions, type SeriesOptions } from './sample-store.js';
export { evaluationMillis } from './schedule.js';
export type { MetricSource, Readings } from './source.js';
export { millisIn, stateAt, type Timeline, type Transition } from './timeline.js';
