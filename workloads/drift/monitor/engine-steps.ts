import { profileFromAnswer } from '../../../core/drift/engines/read-answer.js';
import { answerRows } from '../../../core/drift/engines/read-result.js';
import { statementOf } from '../../../core/drift/engines/day-statement.js';
import { dayOf, windowId, type Window } from '../../../core/drift/monitor/window.js';
import type { EngineKind } from '../../../core/drift/monitor/settings.js';
import { mergeProfiles } from '../../../core/drift/profile/merge.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import { readProfile } from '../../../core/drift/profile/read.js';
import { emptyProfile } from '../../../core/drift/table/empty-profile.js';
import { SlipwayError } from '../../../core/errors/index.js';
import type { Tick } from './integrity-tick.js';
import { dueDays, judgeDay, type DayRecord } from './judge-day.js';
import type { Folder } from './world.js';

/** What the state machine is told to count next. */
export interface Prepared {
  /** False where every day that is over is judged. */
  readonly due: boolean;
  /** False where there is no row to count, so that the day can be judged as it is. */
  readonly count: boolean;
  /** First day of the window, `yyyy-mm-dd`. */
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  /** What Athena runs. */
  readonly statement?: string;
  /** Where a job finds its baseline, `s3://…/`, and what it is to read, a manifest; and where it leaves profiles. */
  readonly baseline?: string;
  readonly manifest?: string;
  readonly output?: string;
}

/** What the state machine hands back of a day. */
export interface ToJudge {
  readonly from: string;
  readonly to: string;
  /** The CSV file that Athena wrote. */
  readonly answer?: string;
  /** Where a job left profiles. */
  readonly output?: string;
}

/** Finds the next day that is over and not judged, and writes down what an engine needs to count it. */
export async function prepareDay(tick: Tick): Promise<Prepared> {
  const { settings, document } = tick;
  const [window] = (await dueDays(tick)).due;
  if (window === undefined) return { due: false, count: false };
  const about = {
    due: true,
    day: dayOf(window.from),
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
  };
  if (settings.engine !== 'athena') return { ...about, ...(await prepareJob(tick, engineOf(tick), window)) };
  if (document.statement === undefined)
    throw new SlipwayError('monitor-settings', 'the document holds no statement for Athena; deploy the stack again');
  return { ...about, count: true, statement: statementOf(document.statement, window) };
}

/** A job reads one baseline and, where it reads captured records, exactly the objects that the function itself would read. */
async function prepareJob(
  { at, settings, document, results, world }: Tick,
  kind: EngineKind,
  window: Window,
): Promise<Omit<Prepared, 'due'>> {
  const run = results.runKey(window, at);
  const uri = (key: string): string => `s3://${settings.results.bucket}/${key}`;
  const places = { baseline: uri(`${run}/baseline/`), output: uri(`${run}/output/`) };
  const objects = kind === 'processing' ? await world.objectsOf(window) : undefined;
  if (objects?.length === 0) return { count: false };
  await world.results.write(`${run}/baseline/profile.json`, document.baseline);
  if (objects === undefined) return { count: true, ...places };
  // https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProcessingS3Input.html
  await world.results.write(`${run}/manifest.json`, [{ prefix: `s3://${settings.records.bucket}/` }, ...objects.map(({ key }) => key)]);
  return { count: true, ...places, manifest: uri(`${run}/manifest.json`) };
}

/** Judges what an engine counted, as the function judges what it counted itself. */
export async function judgeCounted(tick: Tick, { from, to, answer, output }: ToJudge): Promise<DayRecord> {
  const window = { from: Date.parse(from), to: Date.parse(to) };
  const { known } = await dueDays(tick);
  const { document, settings, world } = tick;
  const profile =
    answer !== undefined
      ? await answeredIn(tick, answer)
      : output !== undefined
        ? await addedUp(tick, output)
        : emptyProfile(document.baseline);
  if (profile.rows === 0 && settings.engine !== 'processing') await requireNoCaptures(tick, window);
  // Profiles of two plans do not add up, and do not compare either.
  mergeProfiles(document.baseline, profile);
  world.log({
    event: 'counted',
    day: dayOf(window.from),
    rows: profile.rows,
    ...(answer === undefined ? {} : { answer }),
    ...(output === undefined ? {} : { output }),
  });
  return judgeDay(tick, { window, profile, engine: engineOf(tick) }, known);
}

/** A table without rows of a day on which there was traffic lacks a partition: it is no verdict, and whoever fills it should hear of it. */
async function requireNoCaptures({ settings: { integrityMillis }, results }: Tick, window: Window): Promise<void> {
  let captured = 0;
  for (let from = window.from; from < window.to; from += integrityMillis)
    captured += (await results.window(windowId({ from, to: from + integrityMillis })))?.profile.rows ?? 0;
  if (captured === 0) return;
  throw new SlipwayError(
    'monitor-table',
    `the table has no row of ${dayOf(window.from)}, on which requests were captured (${captured} rows); load its partition, and the day is judged with the next run`,
  );
}

async function answeredIn({ document: { baseline }, world: { results } }: Tick, answer: string): Promise<Profile> {
  const key = keyIn(answer);
  const text = await textOf(results, key);
  return profileFromAnswer(baseline, answerRows(text, results.nameOf(key)), 'compact');
}

/** Each host of a job leaves the profile of the objects that it was given. */
async function addedUp({ world: { results } }: Tick, output: string): Promise<Profile> {
  let sum: Profile | undefined;
  for await (const { key } of results.list(keyIn(output))) {
    if (!/\/profile[^/]*\.json$/.test(key)) continue;
    const part = readProfile(await results.read(key), results.nameOf(key));
    sum = sum === undefined ? part : mergeProfiles(sum, part);
  }
  if (sum !== undefined) return sum;
  throw new SlipwayError('monitor-record', `there is no profile below ${output}, where the job should have left one; read the job's log`);
}

async function textOf(folder: Folder, key: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of folder.source({ key, tag: '', modified: 0 }).read()) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function engineOf({ settings: { engine } }: Tick): EngineKind {
  if (engine !== undefined) return engine;
  throw new SlipwayError('monitor-event', 'this monitor counts days itself; give it the task distribution');
}

/** The key of `s3://bucket/key`: what an engine wrote lies in the bucket of the results. */
function keyIn(uri: string): string {
  return uri.replace(/^s3:\/\/[^/]+\//, '');
}
