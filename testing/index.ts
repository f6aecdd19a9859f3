export { alarmOf, evaluate, type AlarmOutcome, type AlarmUnderTest } from './alarm.js';
export type { Length } from './lengths.js';
export { matchers, type MatcherResult, type TellOptions } from './matchers.js';
export type { SlipwayMatchers } from './matcher-types.js';
export { planOf } from './plan-of.js';
export { rehearse, type RehearseOptions } from './rehearse.js';
export { everyMinute, repeat, type InOneMinute, type Series, type SeriesOptions } from './series.js';
export { templateSerializer, type SnapshotSerializer } from './template-serializer.js';
