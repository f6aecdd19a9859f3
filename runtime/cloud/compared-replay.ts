import {
  DEFAULT_CONSTANTS,
  delayed,
  evaluateAll,
  RecordedStore,
  stateAt,
  type AlarmConstants,
  type AlarmDefinition,
  type RecordedValue,
  type Timeline,
  type Window,
} from '../../core/alarms/index.js';
import { alarmVariations } from '../rehearsal/variations.js';
import { CONSTANTS, type Constant } from '../simulation/constants.js';
import type { ComparedAlarm, TriedSetting } from './comparison.js';
import { differencesOf, type Difference } from './differences.js';
import type { AlarmPast } from './history.js';

const MINUTE_MILLIS = 60_000;
const { metricDelayMinutes } = CONSTANTS;

/** An alarm's past, and since when it is the alarm that it is now. */
export interface KnownPast extends AlarmPast {
  readonly since: number;
}

/** Alarms, replayed beside what their account tells of them. */
export class ComparedReplay {
  private readonly stores = new Map<number, RecordedStore>();
  private readonly alarms: readonly AlarmDefinition[];

  constructor(
    alarms: readonly AlarmDefinition[],
    private readonly pasts: ReadonlyMap<string, KnownPast>,
    private readonly values: readonly RecordedValue[],
    private readonly window: Window,
    private readonly toleranceMillis: number,
  ) {
    this.alarms = alarms.map((alarm) => this.warm(alarm));
  }

  compared(): ComparedAlarm[] {
    const timelines = this.timelines(metricDelayMinutes.value, DEFAULT_CONSTANTS);
    return this.alarms.map((alarm, index) => {
      const { timeline: theirs, byHand, since } = this.pastOf(alarm);
      const ours = timelines[index] ?? theirs;
      const differences = this.differences(alarm, ours);
      const within = ({ transitions }: Timeline): number => transitions.filter(({ at }) => at > since && at <= this.window.to).length;
      return {
        name: alarm.name,
        kind: alarm.kind,
        minutes: Math.round((this.window.to - since) / MINUTE_MILLIS),
        ours: within(ours),
        theirs: within(theirs),
        minutesDiffering: minutesOf(differences),
        differences: differences.map(({ from, to, ours: our, theirs: their, ourReason = null, theirReason = null }) => ({
          from: iso(from),
          minutes: Math.round((to - from) / MINUTE_MILLIS),
          ours: our,
          theirs: their,
          ourReason,
          theirReason,
          byHand: byHand.some((change) => change.to === their && change.reason === theirReason),
        })),
      };
    });
  }

  /** How well each value of what is not published agrees with the account. */
  settings(): TriedSetting[] {
    const { value, band, unit }: Constant = metricDelayMinutes;
    const usual = this.tried('all as usual', '', value, {});
    const delays = band.filter((end) => end !== value).map((end) => this.tried('metricDelayMinutes', `${end} ${unit}`, end, {}));
    const others = alarmVariations(this.alarms).map(({ constant, at, variation }) =>
      this.tried(constant, at, value, variation.alarms ?? {}),
    );
    return [usual, ...delays, ...others];
  }

  private tried(constant: string, value: string, delayMinutes: number, constants: Partial<AlarmConstants>): TriedSetting {
    const timelines = this.timelines(delayMinutes, { ...DEFAULT_CONSTANTS, ...constants });
    const found = this.alarms.map((alarm, index) => this.differences(alarm, timelines[index] ?? this.pastOf(alarm).timeline));
    return {
      constant,
      value,
      alarms: found.filter((differences) => differences.length > 0).length,
      minutes: found.reduce((sum, differences) => sum + minutesOf(differences), 0),
    };
  }

  private differences(alarm: AlarmDefinition, ours: Timeline): Difference[] {
    const { timeline, since } = this.pastOf(alarm);
    return differencesOf(ours, timeline, { from: since, to: this.window.to }, this.toleranceMillis);
  }

  /** Each from the state in which its account had it. */
  private timelines(delayMinutes: number, constants: AlarmConstants): Timeline[] {
    const windowOf = (alarm: AlarmDefinition): Window => {
      const { since, timeline } = this.pastOf(alarm);
      return { from: since, to: this.window.to, initial: stateAt(timeline, since) };
    };
    return evaluateAll(this.alarms, this.storeOf(delayMinutes), windowOf, constants).map(({ timeline }) => timeline);
  }

  private storeOf(delayMinutes: number): RecordedStore {
    const known = this.stores.get(delayMinutes);
    if (known !== undefined) return known;
    const store = new RecordedStore(delayed(delayMinutes * MINUTE_MILLIS));
    for (const value of this.values) store.add(value);
    this.stores.set(delayMinutes, store);
    return store;
  }

  private pastOf({ name }: AlarmDefinition): KnownPast {
    return (
      this.pasts.get(name) ?? {
        timeline: { initial: 'INSUFFICIENT_DATA', transitions: [], values: undefined },
        byHand: [],
        since: this.window.from,
      }
    );
  }

  /** An alarm that was there before the window has warmed up before it. */
  private warm(alarm: AlarmDefinition): AlarmDefinition {
    if (alarm.kind !== 'metric' || alarm.warmUp === undefined || this.pastOf(alarm).since > this.window.from) return alarm;
    const { warmUp: _over, ...rest } = alarm;
    return rest;
  }
}

function minutesOf(differences: readonly Difference[]): number {
  return Math.round(differences.reduce((sum, { from, to }) => sum + to - from, 0) / MINUTE_MILLIS);
}

function iso(millis: number): string {
  return new Date(millis).toISOString();
}
