import { seeded } from '../random.js';
import type { Host } from '../host.js';
import type { ServicePlan, VariantPlan } from '../plan.js';
import type { Container } from '../platform/container.js';
import { startContainers } from '../platform/start-container.js';
import { ask, type Answered } from './ask.js';
import { checkModel } from './check-model.js';
import { peakMemoryMiB } from './peak-memory.js';
import type { ModelProfile } from './profile.js';
import { columnShort, sampleRows, type SampleRows } from './sample-rows.js';
import { declaredProfile } from './declared-profile.js';

export interface MeasureOptions {
  readonly seed: number;
  readonly host: Host;
  readonly signal: AbortSignal;
  /** What to ask with instead of the model's own samples. */
  readonly given?: SampleRows;
}

/** Answers whose times are thrown away: the first ones pay for compilation. */
const WARM_UP = 20;
/** Each row is asked so often, and the middle time is kept: what else this machine does is no property of the model. */
const ROUNDS = 3;
/** Asking ends when it has taken so long, once at least LEAST_ROWS are asked. */
const BUDGET_MILLIS = 15_000;
const LEAST_ROWS = 30;
/** Rows that are asked a column short. */
const CHANGED_ROWS = 50;

/** Starts what answers behind a variant, asks it one row at a time, and writes down what it answered and how long it took. */
export async function measure(service: ServicePlan, variant: VariantPlan, options: MeasureOptions): Promise<ModelProfile> {
  const stub = declaredProfile(variant);
  if (stub !== undefined) return stub;
  const { seed, host, signal, given } = options;
  const started = performance.now();
  const containers = await startContainers(service, variant, { random: seeded(seed), signal });
  try {
    const loadMillis = performance.now() - started;
    const samples = sampleRows(variant.containers[0] ?? {}, containers[0]?.schema, given, seeded(seed));
    const answers = await askAll(
      containers,
      samples,
      (done) => host.say({ level: 'progress', stage: 'measure', text: `${service.path}: ${variant.name}`, done }),
      signal,
    );
    const changed: number[] = [];
    for (const row of samples.rows.slice(0, CHANGED_ROWS)) {
      const short = columnShort(row);
      if (short !== undefined) changed.push((await ask(containers, short, signal)).status);
    }
    const checks = await checkModel(containers, variant, signal);
    return {
      basis: 'measured',
      rows: samples.from,
      millis: answers.map(({ millis }) => rounded(millis)),
      statuses: answers.map(({ status }) => status),
      predictions: answers.map(({ prediction }) => prediction),
      output: answers.find(({ output }) => output !== '')?.output ?? '',
      bodyBytes: median(samples.rows.map(({ body }) => body.length)),
      loadMillis: rounded(loadMillis),
      peakMemoryMiB: memoryOf(containers),
      changedRows: { statuses: changed },
      ...(checks === undefined ? {} : { checks }),
    };
  } finally {
    await Promise.all(containers.map((container) => container.close()));
  }
}

async function askAll(
  containers: readonly Container[],
  { rows }: SampleRows,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<Answered[]> {
  for (let index = 0; index < WARM_UP; index += 1) await ask(containers, rows[index % rows.length], signal);
  const started = performance.now();
  const answers: Answered[] = [];
  for (const row of rows) {
    const spent = performance.now() - started;
    if (answers.length >= LEAST_ROWS && spent > BUDGET_MILLIS) break;
    const rounds: Answered[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await ask(containers, row, signal));
    rounds.sort((a, b) => a.millis - b.millis);
    answers.push(rounds[Math.floor(ROUNDS / 2)]);
    progress(Math.max(answers.length / rows.length, spent / BUDGET_MILLIS));
  }
  return answers;
}

function memoryOf(containers: readonly Container[]): number | null {
  const parts = containers.map(({ pid }) => (pid === undefined ? null : peakMemoryMiB(pid)));
  return parts.includes(null) ? null : Math.round(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** To the microsecond. */
function rounded(millis: number): number {
  return Number(millis.toFixed(3));
}
