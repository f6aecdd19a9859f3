import { AlarmProblem, parseAlarm, type AlarmDefinition } from '../../../core/alarms/index.js';
import { RESULT_FOLDERS } from '../../../core/drift/monitor/settings.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { numericNames } from '../../../core/drift/profile/numeric-names.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import { ProfileBuilder } from '../../../core/drift/table/profile-builder.js';
import { readSource } from '../../../workloads/drift/read-table.js';
import type { Fault, Target } from '../../faults/fault.js';
import type { AlarmDeclaration, MonitorPlan } from '../../plan.js';
import type { Arrivals } from '../../simulation/arrivals.js';
import type { Delivery } from '../delivery.js';
import { extremesOf } from '../extremes.js';
import type { FaultTrial } from '../fault-trials.js';
import { healthyAlarms, type HealthyAlarm } from '../healthy-days.js';
import { seedOf } from '../seed-of.js';
import { weakestSeenLater } from '../strengths.js';
import { couldSee, type Outcome } from '../outcomes.js';
import { Chunks } from './chunks.js';
import { CapturedChunks } from './memory-folder.js';
import { monitorDependencies } from './monitor-bands.js';
import { MonitorBench } from './monitor-bench.js';
import { MonitorTrials, UNTIL_TOLD, WARM_UP } from './monitor-trials.js';
import type { MonitoredTraffic } from './traffic.js';

const MINUTES_PER_DAY = 1440;
/** Windows that are played on healthy days: of short cadences fewer days, or a quarter would take minutes. */
const MOST_WINDOWS = 2400;
/** Of a range by ratio from 1 to 2000 the last step is 27 %. */
const HALVINGS = 5;
/** Shares of the time that its parts take, as they are reported. */
const PARTS = { fixed: 0.3, weakest: 0.5, bands: 0.95 };

/** What the rehearsal of one monitor needs. */
export interface MonitorInput {
  readonly path: string;
  readonly monitor: MonitorPlan;
  readonly traffic: MonitoredTraffic;
  readonly target: Target;
  /** Those on its metrics, and the composites around them. */
  readonly alarms: readonly AlarmDeclaration[];
  readonly deliveries: ReadonlyMap<AlarmDeclaration, Delivery>;
  readonly faults: readonly Fault[];
  readonly arrivals: Arrivals;
  readonly healthyArrivals: Arrivals;
  readonly days: number;
  /** Whether the ends of what nobody publishes are tried. */
  readonly bands: boolean;
  readonly seed: number;
  readonly step: (text: string, done: number) => Promise<void>;
}

/** What its runs showed. */
export interface MonitorFindings {
  readonly definitions: ReadonlyMap<AlarmDeclaration, AlarmDefinition>;
  readonly problems: ReadonlyMap<AlarmDeclaration, AlarmProblem>;
  readonly trials: ReadonlyMap<Fault, FaultTrial>;
  readonly healthyAlarms: ReadonlyMap<AlarmDeclaration, HealthyAlarm>;
  readonly healthyRuns: FaultTrial['trial']['runs'];
  /** Weakest strength by alarm and fault. */
  readonly weakest: ReadonlyMap<AlarmDeclaration, ReadonlyMap<Fault, number>>;
  /** Alarms whose outcome is another at one end of what nobody publishes. */
  readonly depends: ReadonlyMap<AlarmDeclaration, readonly Outcome[]>;
  /** Least and greatest value that each alarm saw in any run, by path. */
  readonly extremes: ReadonlyMap<string, { readonly least: number; readonly greatest: number }>;
  readonly days: number;
}

/** Plays healthy days, and every fault that only rows show, against one monitor and its alarms. */
export async function rehearseMonitor(input: MonitorInput): Promise<MonitorFindings> {
  const { monitor, traffic, alarms, seed, path, target } = input;
  const parsed = alarms.map((alarm) => [alarm, parseAlarm(alarm)] as const);
  const definitions = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [] : [[alarm, each] as const])));
  const problems = new Map(parsed.flatMap(([alarm, each]) => (each instanceof AlarmProblem ? [[alarm, each] as const] : [])));
  const document = { ...monitor.document, baseline: await recounted(monitor.document, traffic, seed) };
  const bench = new MonitorBench(monitor, document, traffic, [...definitions.values()], seedOf(seed, path, 'monitor'));
  const judged = [...definitions.keys()];
  const days = Math.min(input.days, Math.max(1, Math.floor((MOST_WINDOWS * bench.cadence) / MINUTES_PER_DAY)));
  await input.step(`${days} healthy days of its drift monitor`, 0);
  const minutes = WARM_UP + days * MINUTES_PER_DAY;
  const healthy = await bench.run({ minutes, watchFrom: WARM_UP, arrivals: input.healthyArrivals, seed: seedOf(seed, path, 'monitored') });
  const onHealthyDays = healthyAlarms(healthy.trial, judged, { from: WARM_UP, to: minutes });
  const stored = healthy.results.copyOf(`${monitor.settings.results.key}${RESULT_FOLDERS.healthy}`);
  const { arrivals, deliveries } = input;
  const trials = new MonitorTrials({ path, bench, target, arrivals, definitions, deliveries, stored, seed });
  const fixed = new Map<Fault, FaultTrial>();
  for (const [index, fault] of input.faults.entries()) {
    await input.step(fault.name, PARTS.fixed + ((PARTS.weakest - PARTS.fixed) * index) / input.faults.length);
    fixed.set(fault, await trials.fixed(fault));
  }
  const weakest = new Map(judged.map((alarm) => [alarm, new Map<Fault, number>()]));
  // A fault of many days takes as long as all others together.
  const short = input.faults.filter(({ lasts, quiet }) => quiet !== true && (lasts === 'until told' || lasts <= UNTIL_TOLD));
  for (const [index, fault] of short.entries()) {
    await input.step(`${fault.name}, weakest strength`, PARTS.weakest + ((PARTS.bands - PARTS.weakest) * index) / short.length);
    for (const alarm of judged.filter((each) => couldSee(each, fault, target))) {
      const sees = async (strength: number): Promise<boolean> => (await trials.seenAt(fault, strength)).has(alarm.path);
      const found = await weakestSeenLater(fault.strength, sees, HALVINGS);
      if (found !== undefined) weakest.get(alarm)?.set(fault, found);
    }
  }
  await input.step('its drift monitor, the ends of what nobody publishes', PARTS.bands);
  const depends = input.bands
    ? monitorDependencies({ definitions, played: trials.fixedRuns, healthy, minutes, healthyAlarms: onHealthyDays })
    : new Map<AlarmDeclaration, Outcome[]>();
  return {
    definitions,
    problems,
    trials: fixed,
    weakest,
    extremes: extremesOf([healthy.trial, ...[...fixed.values()].map(({ trial }) => trial)]),
    days,
    depends,
    healthyAlarms: onHealthyDays,
    healthyRuns: healthy.trial.runs,
  };
}

/**
 * The baseline's plan, counted over the rows that are played: whether serving is like training `slipway drift` tells, and here it would only
 * tell how few samples there are.
 */
async function recounted({ baseline }: MonitorDocument, traffic: MonitoredTraffic, seed: number): Promise<Profile> {
  const chunks = new Chunks(traffic, baseline, seed);
  const records = new CapturedChunks();
  const chunk = await chunks.chunk({ size: baseline.rows, index: 0, usual: baseline.rows, name: 'baseline', progress: 1 });
  records.hold(chunk);
  const builder = new ProfileBuilder(baseline);
  const { inputs, outputs } = baseline;
  const options = { inputs, outputs, numeric: numericNames(baseline), onBroken: (): void => undefined };
  const source = records.source({ key: 'baseline.jsonl', tag: chunk.tag, modified: 0 });
  for await (const batch of readSource(source, options)) builder.add(batch);
  return builder.finish('compact');
}
