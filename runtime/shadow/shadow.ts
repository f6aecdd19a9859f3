import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';
import { agreementOf, mostDifferent, type Pair } from '../../core/quality/agreement.js';
import { quantile } from '../../core/quality/quantile.js';
import type { Decision } from '../../core/quality/decision.js';
import { contractBreaks } from '../../core/schema/contract.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { durationText } from '../../core/units/duration-text.js';
import type { Host } from '../host.js';
import { readCaptured, type RowBody } from '../measuring/captured.js';
import { peakMemoryMiB } from '../measuring/peak-memory.js';
import { readSamples } from '../measuring/read-samples.js';
import { sampleRows, type SampleRows } from '../measuring/sample-rows.js';
import type { ServicePlan, VariantPlan } from '../plan.js';
import type { Container } from '../platform/container.js';
import { startContainers } from '../platform/start-container.js';
import { aloneAs } from '../planning/measure-model.js';
import { seeded } from '../random.js';
import { askModel, decided, type Answer } from './ask-both.js';
import { goldenBreaks, readGolden } from './golden-rows.js';
import { faultsUnder, readKnownFaults, requestOf } from './known-faults.js';
import { shownRow, type RowPlace } from './rows-shown.js';
import type { KnownFaults, ModelFigures, ShadowComparison, ShadowReport } from './shadow-report.js';

export interface ShadowOptions {
  /** The model that serves today: a folder or file, or a deployment of an app. */
  readonly current: string | { readonly service: ServicePlan; readonly variant: VariantPlan };
  /** Folder or file. */
  readonly candidate: string;
  /** Folder of captured data, or file of samples. Default: the samples of the current model, else rows made up from its schema. */
  readonly traffic?: string | undefined;
  /** Rows with declared answers that the candidate is held to, beside its own, which its server checks when it loads it. */
  readonly golden?: string | undefined;
  readonly latencyMillis?: number | undefined;
  /** Least share of rows with the same label. */
  readonly agree?: number | undefined;
  readonly seed: number;
  readonly host: Host;
  readonly signal: AbortSignal;
}

interface Subject {
  readonly name: string;
  readonly service: ServicePlan;
  readonly variant: VariantPlan;
  readonly folder: string | undefined;
}

interface Running extends Subject {
  readonly containers: readonly Container[];
  readonly schema: ModelSchema | undefined;
  readonly loadMillis: number;
}

/** Answers whose times are thrown away: the first ones pay for compilation. */
const WARM_UP = 20;
const ROWS_SHOWN = 20;
const GOLDEN_SHOWN = 3;

/** Holds a candidate beside the model that serves today, on the same requests, before anything is deployed. */
export async function shadow(options: ShadowOptions): Promise<ShadowReport> {
  const { current: given, candidate, signal, host } = options;
  const current = typeof given === 'string' ? subjectAt(given) : subjectOf(given);
  host.say({ level: 'progress', stage: 'load', text: current.name });
  const old = await started(current, options);
  try {
    host.say({ level: 'progress', stage: 'load', text: candidate });
    const fresh = await startedCandidate(subjectAt(candidate), options);
    if (typeof fresh === 'string') return { version: 1, current: old.name, candidate, broken: [fresh], compared: null };
    try {
      return await heldBeside(old, fresh, options);
    } finally {
      await closed(fresh);
    }
  } finally {
    await closed(old);
    signal.throwIfAborted();
  }
}

async function heldBeside(old: Running, fresh: Running, options: ShadowOptions): Promise<ShadowReport> {
  const { signal, host, latencyMillis, agree, golden: goldenFile } = options;
  const requests = requestsFor(old, options);
  const both = await askBoth(old, fresh, requests.rows, options);
  const { pairs, places } = pairsOf(both, [old.schema, fresh.schema]);
  const agreement = agreementOf(pairs);
  const golden = goldenFile === undefined ? null : readGolden(goldenFile);
  host.say({ level: 'progress', stage: 'golden rows', text: fresh.name });
  const differences = golden === null ? [] : await goldenBreaks(golden, fresh.containers, fresh.schema, signal);
  const models = { current: figures(old, both.current), candidate: figures(fresh, both.candidate) };
  const refused = refusedBy(both);
  const count = refused.reduce((sum, each) => sum + each.count, 0);
  const same = agreement.same?.value;
  const broken = [
    ...(old.schema === undefined || fresh.schema === undefined ? [] : contractBreaks(old.schema, fresh.schema)),
    ...goldenText(golden?.length ?? 0, differences),
    ...(count > 0 ? [`${count} of ${requests.rows.length} requests are answered by ${old.name} and not by ${fresh.name}`] : []),
    ...(latencyMillis !== undefined && models.candidate.p99Millis > latencyMillis
      ? [
          `ninety-nine of a hundred answers take ${models.candidate.p99Millis} ms on this machine, and ${durationText(latencyMillis)} are promised`,
        ]
      : []),
    ...(agree !== undefined && same !== undefined && same < agree
      ? [`${percent(same)} of the rows have the same label, and ${percent(agree)} are asked for`]
      : []),
  ];
  const compared = {
    from: requests.from,
    requests: requests.rows.length,
    agreement,
    differing: mostDifferent(pairs, ROWS_SHOWN).flatMap((pair) => {
      const place = places[pair.row - 1];
      return place === undefined ? [] : [shownRow(pair, place, [old.schema, fresh.schema])];
    }),
    refused,
    models,
    knownFaults: await knownFaults(old, fresh, signal),
    golden: golden === null ? null : { rows: golden.length, differences },
    promisedMillis: latencyMillis ?? null,
  };
  return { version: 1, current: old.name, candidate: fresh.name, broken, compared };
}

function goldenText(rows: number, differences: readonly string[]): string[] {
  if (differences.length === 0) return [];
  const more = differences.length > GOLDEN_SHOWN ? `; and ${differences.length - GOLDEN_SHOWN} more` : '';
  return [
    `${differences.length} of ${rows} golden rows are answered otherwise than declared: ${differences.slice(0, GOLDEN_SHOWN).join('; ')}${more}`,
  ];
}

function subjectAt(model: string): Subject {
  if (!existsSync(model))
    throw new SlipwayError('model-missing', `there is no model at '${model}'; give a folder that holds one, or the file`);
  const path = resolve(model);
  return { name: model, ...aloneAs(path), folder: statSync(path).isDirectory() ? path : undefined };
}

function subjectOf({ service, variant }: { readonly service: ServicePlan; readonly variant: VariantPlan }): Subject {
  return { name: service.path, service, variant, folder: variant.containers[0]?.modelFolder };
}

async function started(subject: Subject, { seed, signal }: ShadowOptions): Promise<Running> {
  const begun = performance.now();
  const containers = await startContainers(subject.service, subject.variant, { random: seeded(seed), signal });
  return { ...subject, containers, schema: containers[0]?.schema, loadMillis: performance.now() - begun };
}

/** The candidate, or why it does not answer: its own golden rows are what it declares. */
async function startedCandidate(subject: Subject, options: ShadowOptions): Promise<Running | string> {
  try {
    return await started(subject, options);
  } catch (failure) {
    if (failure instanceof SlipwayError && failure.code === 'golden-rows') return failure.message;
    throw failure;
  }
}

async function closed({ containers }: Running): Promise<void> {
  await Promise.all(containers.map((container) => container.close()));
}

/** Captured or given requests; each distinct one once. */
function requestsFor({ variant, schema }: Running, { traffic, seed }: ShadowOptions): SampleRows {
  const given =
    traffic === undefined
      ? undefined
      : statSync(requireThere(traffic)).isDirectory()
        ? { rows: readCaptured(traffic).rows, from: `captured data in ${traffic}` }
        : { rows: readSamples(traffic), from: traffic };
  const { modelFolder } = variant.containers[0] ?? {};
  const folder = modelFolder !== undefined && existsSync(join(modelFolder, 'samples')) ? { modelFolder } : {};
  return sampleRows(folder, schema, given, seeded(seed));
}

function requireThere(path: string): string {
  if (existsSync(path)) return path;
  throw new SlipwayError('samples', `there is nothing at '${path}'; give a folder of captured data, or a file of samples`);
}

interface Both {
  readonly requests: readonly RowBody[];
  readonly current: readonly Answer[];
  readonly candidate: readonly Answer[];
}

/** Each request goes to both, and who is asked first changes from one to the next: what else this machine does falls on both alike. */
async function askBoth(old: Running, fresh: Running, requests: readonly RowBody[], { host, signal }: ShadowOptions): Promise<Both> {
  const none = { body: Buffer.from('{}'), contentType: 'application/json' };
  for (let index = 0; index < WARM_UP; index += 1) {
    for (const { containers } of [old, fresh]) await askModel(containers, requests[index % requests.length] ?? none, signal);
  }
  const answers: { current: Answer[]; candidate: Answer[] } = { current: [], candidate: [] };
  for (const [index, request] of requests.entries()) {
    const order = index % 2 === 0 ? (['current', 'candidate'] as const) : (['candidate', 'current'] as const);
    for (const side of order) answers[side].push(await askModel((side === 'current' ? old : fresh).containers, request, signal));
    host.say({ level: 'progress', stage: 'ask', text: `${old.name}, ${fresh.name}`, done: (index + 1) / requests.length });
  }
  return { requests, ...answers };
}

/** Row by row what both said, where both answered as many. */
function pairsOf(
  { requests, current, candidate }: Both,
  [old, fresh]: readonly (ModelSchema | undefined)[],
): { readonly pairs: Pair[]; readonly places: RowPlace[] } {
  const [pairs, places]: [Pair[], RowPlace[]] = [[], []];
  for (const [at, request] of requests.entries()) {
    const before = current[at]?.predictions ?? [];
    const after = candidate[at]?.predictions ?? [];
    if (before.length !== after.length) continue;
    for (const [index, prediction] of before.entries()) {
      places.push({ request, index });
      pairs.push({ row: places.length, current: decided(prediction, old), candidate: decided(after[index] ?? {}, fresh) });
    }
  }
  return { pairs, places };
}

function refusedBy({ current, candidate }: Both): ShadowComparison['refused'] {
  const counts = new Map<number, number>();
  for (const [index, { status }] of candidate.entries()) {
    if (isGood(status) || !isGood(current[index]?.status ?? 0)) continue;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts].toSorted(([a], [b]) => a - b).map(([status, count]) => ({ status, count }));
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}

function figures({ loadMillis, containers }: Running, answers: readonly Answer[]): ModelFigures {
  const times = answers.map(({ millis }) => millis).toSorted((a, b) => a - b);
  const memory = containers.map(({ pid }) => (pid === undefined ? null : peakMemoryMiB(pid)));
  return {
    p50Millis: rounded(quantile(times, 0.5)),
    p99Millis: rounded(quantile(times, 0.99)),
    loadMillis: Math.round(loadMillis),
    peakMemoryMiB: memory.includes(null) ? null : Math.round(memory.reduce<number>((sum, each) => sum + (each ?? 0), 0)),
  };
}

async function knownFaults(old: Running, fresh: Running, signal: AbortSignal): Promise<KnownFaults | null> {
  const rows = readKnownFaults(old.folder);
  const decisions = async ({ containers, schema }: Running): Promise<Decision[]> => {
    const said: Decision[] = [];
    for (const row of rows) {
      const [prediction] = (await askModel(containers, requestOf(row), signal)).predictions;
      said.push(prediction === undefined ? {} : decided(prediction, schema));
    }
    return said;
  };
  return faultsUnder(rows, await decisions(old), await decisions(fresh));
}

function rounded(millis: number): number {
  return Number(millis.toPrecision(3));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}
