import {
  DEFAULT_CONSTANTS,
  delayed,
  evaluateAll,
  SampleStore,
  type AlarmConstants,
  type AlarmDefinition,
} from '../../../core/alarms/index.js';
import { DAY_MILLIS, type Window } from '../../../core/drift/monitor/window.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { findMonitorMetric, MONITOR_DIMENSION, MONITOR_NAMESPACE } from '../../../core/metrics/index.js';
import { distributionTick } from '../../../workloads/drift/monitor/distribution-tick.js';
import { qualityTick } from '../../../workloads/drift/monitor/quality-tick.js';
import { integrityTick } from '../../../workloads/drift/monitor/integrity-tick.js';
import { Results } from '../../../workloads/drift/monitor/results.js';
import type { GoldenAnswer, StoredObject, World } from '../../../workloads/drift/monitor/world.js';
import type { Row, RowsDisturbance } from '../../faults/rows-disturbance.js';
import type { MonitorPlan } from '../../plan.js';
import { seeded } from '../../random.js';
import type { Arrivals } from '../../simulation/arrivals.js';
import { RUN_START_MILLIS } from '../../simulation/week.js';
import type { Trial } from '../bench.js';
import { Chunks, type Chunk } from './chunks.js';
import { LabelledTraffic } from './labelled-traffic.js';
import { CapturedChunks, MemoryFolder, RunLabels, RunRecords } from './memory-folder.js';
import type { MonitoredTraffic } from './traffic.js';

const MINUTE_MILLIS = 60_000;
/** Minutes after its end at which the first tick comes that reads a window. */
const TICK_AFTER = 16;
/** A day is judged so long after its end. */
const JUDGE_AFTER = 86;
/** Labels are looked for at this minute of every hour. */
const QUALITY_MINUTE = 41;
const MINUTES_PER_HOUR = 60;
/** Rows of a window that are played; each stands for several where there are more. */
const SIZES = [500, 200, 100, 50, 25, 10];
export const MOST_ROWS_A_WINDOW = 500;
/** Different chunks of one size: windows draw among them. */
const CHUNKS = { usual: 24, fault: 4, step: 2, sought: 2 };
/** Steps in which a fault comes that comes slowly. */
const STEPS = 10;
const NEVER_CUT_OFF = 900_000;

/** A fault that only rows show, and when it lasts, minutes of the run. */
export interface RowsFault {
  readonly name: string;
  readonly disturbance: RowsDisturbance;
  readonly from: number;
  readonly to: number;
}

export interface MonitorRun {
  /** First minute that is played: the dice of those before are thrown all the same. Default: 0. */
  readonly from?: number;
  readonly minutes: number;
  readonly watchFrom: number;
  readonly arrivals: Arrivals;
  readonly seed: number;
  readonly fault?: RowsFault;
  /** Whether the weakest strength is sought, so that fewer different rows have to do. */
  readonly sought?: true;
  /** Those that look on. Default: all. */
  readonly alarms?: readonly AlarmDefinition[];
  /** Results of before: healthy days that thresholds come of. Default: none. */
  readonly results?: MemoryFolder;
}

/** What a run showed. */
export interface PlayedMonitor {
  readonly trial: Trial;
  readonly results: MemoryFolder;
  /** What alarms do on the same samples up to a minute, if CloudWatch evaluates with other constants. */
  readonly evaluated: (constants: Partial<AlarmConstants>, alarms: readonly AlarmDefinition[], until: number) => Trial['runs'];
}

/** A monitor with its alarms, ready for runs: the code that runs in the account, on a simulated clock. */
export class MonitorBench {
  private readonly records = new CapturedChunks();
  private readonly chunks: Chunks;
  private readonly golden = new Map<string, GoldenAnswer>();
  /** Exchanges that capture should have kept of a window, by its start. */
  private readonly expected = new Map<number, number>();
  /** Minute of the run at which the tick under way was due. */
  private now = 0;

  constructor(
    private readonly monitor: MonitorPlan,
    private readonly document: MonitorDocument,
    private readonly traffic: MonitoredTraffic,
    private readonly alarms: readonly AlarmDefinition[],
    seed: number,
  ) {
    this.chunks = new Chunks(traffic, document.baseline, seed);
  }

  /** Minutes between two ticks. */
  get cadence(): number {
    return this.monitor.settings.integrityMillis / MINUTE_MILLIS;
  }

  async run(run: MonitorRun): Promise<PlayedMonitor> {
    const { from = 0, minutes, watchFrom, fault, alarms = this.alarms } = run;
    const store = new SampleStore({ visibility: delayed(MINUTE_MILLIS) });
    const results = run.results ?? new MemoryFolder();
    const random = seeded(run.seed);
    const windows = new Map<number, Chunk>();
    const { settings } = this.monitor;
    const labelled = this.labelledTraffic(windows, fault);
    const world = { ...this.world(store, results, windows, fault), ...this.labelsIn(labelled) };
    const stored = new Results(results, settings, this.document);
    const { scheduled } = this.monitor;
    for (let minute = 0; minute < minutes; minute += this.cadence) {
      const tickAt = minute + this.cadence + TICK_AFTER;
      const roll = random();
      if (minute < from) continue;
      const chunk = await this.chunkOf(minute, run, roll);
      if (chunk !== undefined) windows.set(millisOf(minute), chunk);
      if (tickAt >= minutes || isOff(fault, tickAt)) continue;
      this.now = tickAt;
      const tick = { at: millisOf(tickAt), settings, document: this.document, results: stored, world };
      if (scheduled.includes('integrity')) await integrityTick(tick);
      const judgeAt = Math.floor((minute + this.cadence) / MINUTES_PER_DAY) * MINUTES_PER_DAY + JUDGE_AFTER;
      const due = judgeAt >= tickAt && judgeAt < tickAt + this.cadence && judgeAt < minutes && judgeAt >= MINUTES_PER_DAY;
      if (due && scheduled.includes('distribution') && !isOff(fault, judgeAt)) await distributionTick({ ...tick, at: millisOf(judgeAt) });
      const qualityAt = Math.floor(tickAt / MINUTES_PER_HOUR) * MINUTES_PER_HOUR + QUALITY_MINUTE;
      if (labelled === undefined || qualityAt < tickAt || qualityAt >= tickAt + this.cadence || !this.labelsAreDue(qualityAt)) continue;
      this.now = qualityAt;
      if (scheduled.includes('quality') && !isOff(fault, qualityAt)) await qualityTick({ ...tick, at: millisOf(qualityAt) });
    }
    if (fault !== undefined) this.chunks.forget(fault.name);
    const evaluated: PlayedMonitor['evaluated'] = (constants, which, until) => {
      const runs = evaluateAll(which, store, { from: millisOf(watchFrom), to: millisOf(until) }, { ...DEFAULT_CONSTANTS, ...constants });
      return new Map(runs.map((each) => [each.alarm.id, each]));
    };
    const zeros = (): Float64Array => new Float64Array(minutes);
    return {
      trial: {
        harms: { sent: zeros(), failed: zeros(), late: zeros(), recordsLost: zeros() },
        runs: evaluated({}, alarms, minutes),
        minuteOf: (at) => (at - RUN_START_MILLIS) / MINUTE_MILLIS,
      },
      results,
      evaluated,
    };
  }

  private labelledTraffic(windows: ReadonlyMap<number, Chunk>, fault: RowsFault | undefined): LabelledTraffic | undefined {
    const { quality, integrityMillis } = this.monitor.settings;
    const { truth } = this.traffic;
    if (quality === undefined || 'nothing' in truth) return undefined;
    const { flipped = 0, noLabels = false } = fault?.disturbance ?? {};
    const struck = fault === undefined ? undefined : { from: millisOf(fault.from), to: millisOf(fault.to), flipped, noLabels };
    return new LabelledTraffic(quality, truth, windows, integrityMillis, struck);
  }

  private labelsIn(labelled: LabelledTraffic | undefined): Pick<World, 'labels'> & Partial<Pick<World, 'records'>> {
    if (labelled === undefined) return {};
    return { records: new RunRecords(this.records, labelled), labels: new RunLabels(labelled, () => millisOf(this.now)) };
  }

  /** Whether the labels of one more day are due than at the quality reading of the hour before: the other readings find what that one found. */
  private labelsAreDue(minute: number): boolean {
    const delay = (this.monitor.settings.quality?.labelDelayMillis ?? 0) / MINUTE_MILLIS;
    const days = (at: number): number => Math.floor((at - delay) / MINUTES_PER_DAY);
    return days(minute) > days(minute - MINUTES_PER_HOUR);
  }

  private world(store: SampleStore, results: MemoryFolder, windows: ReadonlyMap<number, Chunk>, fault: RowsFault | undefined): World {
    const { sampling, deployment } = this.monitor.settings;
    return {
      records: this.records,
      results,
      document: results,
      objectsOf: ({ from }: Window): Promise<StoredObject[]> => {
        const chunk = windows.get(from);
        if (chunk === undefined || chunk.exchanges.length === 0) return Promise.resolve([]);
        this.records.hold(chunk);
        return Promise.resolve([{ key: `${from}.jsonl`, tag: chunk.tag, modified: from }]);
      },
      publish: ({ at, data }) => {
        for (const { name, value } of data) {
          const series = store.series(
            { namespace: MONITOR_NAMESPACE, name, dimensions: { [MONITOR_DIMENSION]: deployment } },
            { unit: findMonitorMetric(name)?.unit ?? 'None' },
          );
          series.add(at, value);
        }
        return Promise.resolve();
      },
      invocations: (from) => Promise.resolve(this.expected.get(from) === undefined ? undefined : (this.expected.get(from) ?? 0) / sampling),
      askGolden: (inputs) => this.askGolden(inputs, fault),
      remainingMillis: () => NEVER_CUT_OFF,
      log: () => undefined,
    };
  }

  /** What is captured in the window that begins at a minute. */
  private async chunkOf(minute: number, { arrivals, fault, sought }: MonitorRun, roll: number): Promise<Chunk | undefined> {
    const { sampling } = this.monitor.settings;
    const rows = arrivals.meanAt(minute + this.cadence / 2) * this.cadence * sampling;
    const size = SIZES.find((each) => each <= rows) ?? Math.floor(rows);
    this.expected.set(millisOf(minute), size);
    if (size === 0) return undefined;
    const usual = (kept: number): Promise<Chunk> =>
      this.chunks.chunk({ size: kept, index: Math.floor(roll * CHUNKS.usual), usual: kept, name: 'usual', progress: 1 });
    const met = fault === undefined ? 0 : overlap(fault, minute, minute + this.cadence) / this.cadence;
    if (fault === undefined || met === 0) return usual(size);
    const { disturbance, name, from } = fault;
    const { captured = 1, overDays, sent, served, answered } = disturbance;
    const kept = Math.round(size * (1 - met * (1 - captured)));
    if (kept === 0) return undefined;
    if (sent === undefined && served === undefined && answered === undefined) return usual(kept);
    const step = overDays === undefined ? STEPS : Math.ceil((STEPS * (minute - from)) / (overDays * MINUTES_PER_DAY));
    return this.chunks.chunk({
      size: kept,
      index: Math.floor(roll * (overDays === undefined ? (sought === true ? CHUNKS.sought : CHUNKS.fault) : CHUNKS.step)),
      usual: Math.round(kept * (1 - met)),
      disturbance,
      name,
      progress: Math.min(1, Math.max(0, step / STEPS)),
    });
  }

  private async askGolden(inputs: readonly Row[], fault: RowsFault | undefined): Promise<GoldenAnswer> {
    // Asked at the end of a window, whatever the tick: while a fault lasts, as it has them.
    const active = fault !== undefined && this.now >= fault.from && this.now < fault.to ? fault : undefined;
    const key = active?.name ?? '';
    const known = this.golden.get(key);
    if (known !== undefined) return known;
    const { served, otherModel } = active?.disturbance ?? {};
    const context = { random: seeded(0), baseline: this.document.baseline, progress: 1 };
    const answers = await this.traffic.answer(served === undefined ? inputs : inputs.map((row) => served(row, context)));
    const { digests } = this.document;
    const made: GoldenAnswer = {
      rows: answers.map((answer) => answer ?? {}),
      attributes: otherModel === true ? Object.fromEntries(Object.keys(digests).map((name) => [name, 'another'])) : digests,
    };
    this.golden.set(key, made);
    return made;
  }
}

const MINUTES_PER_DAY = DAY_MILLIS / MINUTE_MILLIS;

function millisOf(minute: number): number {
  return RUN_START_MILLIS + minute * MINUTE_MILLIS;
}

function overlap({ from, to }: RowsFault, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}

function isOff(fault: RowsFault | undefined, minute: number): boolean {
  return fault?.disturbance.monitorOff === true && minute >= fault.from && minute < fault.to;
}
