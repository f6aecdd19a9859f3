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
import type { Timeline } from '../timeline.js';
import { wentOff } from '../told.js';
import { couldSee } from '../outcomes.js';
import { Chunks } from './chunks.js';
import { CapturedChunks, type MemoryFolder } from './memory-folder.js';
import { MonitorBench, type RowsFault } from './monitor-bench.js';
import type { MonitoredTraffic } from './traffic.js';

const MINUTES_PER_DAY = 1440;
/** Healthy time before alarms look. */
const WARM_UP = 3 * 60;
/** Monday, ten past ten of the second week's first day. */
const FAULT_FROM = MINUTES_PER_DAY + 610;
/** Two of three days, and the rest of the first. */
const UNTIL_TOLD = 3 * MINUTES_PER_DAY;
const RECOVERY = 240;
/** Windows that are played on healthy days: of short cadences fewer days, or a quarter would take minutes. */
const MOST_WINDOWS = 2400;

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
  /** The strongest strength, of faults that an alarm sees at no weaker one that was tried. */
  readonly strongest: ReadonlyMap<AlarmDeclaration, ReadonlyMap<Fault, number>>;
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
  const stored = healthy.results.copyOf(`${monitor.settings.results.key}${RESULT_FOLDERS.healthy}`);
  const trials = new Map<Fault, FaultTrial>();
  const strongest = new Map<AlarmDeclaration, Map<Fault, number>>();
  const play = (fault: Fault, strength: number): Promise<FaultTrial> => playFault({ ...input, bench, judged, stored }, fault, strength);
  for (const [index, fault] of input.faults.entries()) {
    await input.step(fault.name, 0.4 + (0.6 * index) / input.faults.length);
    trials.set(fault, await play(fault, fault.strength.fixed));
  }
  const unseen = (): AlarmDeclaration[] =>
    judged.filter((alarm) => ![...trials.values()].some(({ off }) => off.some((each) => each.alarm === alarm)) && !strongest.has(alarm));
  for (const fault of input.faults) {
    const [, most] = fault.strength.range;
    // A fault of many days takes as long as all others together.
    if (fault.lasts !== 'until told' && fault.lasts > UNTIL_TOLD) continue;
    if (most === fault.strength.fixed || !unseen().some((alarm) => couldSee(alarm, fault, target))) continue;
    await input.step(`${fault.name}, strongest`, 0.9);
    const { off } = await play(fault, most);
    for (const alarm of unseen()) if (off.some((each) => each.alarm === alarm)) strongest.set(alarm, new Map([[fault, most]]));
  }
  return {
    definitions,
    problems,
    trials,
    strongest,
    extremes: extremesOf([healthy.trial, ...[...trials.values()].map(({ trial }) => trial)]),
    days,
    healthyAlarms: healthyAlarms(healthy.trial, judged, { from: WARM_UP, to: minutes }),
    healthyRuns: healthy.trial.runs,
  };
}

/** What is true shows when labels come; that they do not come shows once they have come for a while. */
function timelineOf({ lasts, moves }: Fault, labelDelay: number): Timeline {
  const faultFrom = FAULT_FROM + (moves.includes('labels') ? Math.ceil(labelDelay / MINUTES_PER_DAY) * MINUTES_PER_DAY : 0);
  const untilTold = UNTIL_TOLD + (moves.includes('what is true') ? labelDelay : 0);
  const faultTo = faultFrom + (lasts === 'until told' ? untilTold : lasts);
  return { watchFrom: WARM_UP, faultFrom, faultTo, minutes: faultTo + RECOVERY };
}

interface FaultGround extends MonitorInput {
  readonly bench: MonitorBench;
  readonly judged: readonly AlarmDeclaration[];
  readonly stored: MemoryFolder;
}

async function playFault(
  { bench, judged, stored, deliveries, arrivals, seed, path, target }: FaultGround,
  fault: Fault,
  strength: number,
): Promise<FaultTrial> {
  const timeline = timelineOf(fault, target.labels.delayMinutes ?? 0);
  const disturbance = fault.strike(strength, target).rows ?? {};
  const struck: RowsFault = { name: `${fault.name} ${strength}`, disturbance, from: timeline.faultFrom, to: timeline.faultTo };
  const { trial } = await bench.run({
    minutes: timeline.minutes,
    watchFrom: timeline.watchFrom,
    arrivals,
    seed: seedOf(seed, path, fault.name),
    fault: struck,
    results: stored.copyOf(''),
  });
  return { trial, timeline, off: wentOff(trial, timeline.faultFrom, judged, deliveries) };
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
