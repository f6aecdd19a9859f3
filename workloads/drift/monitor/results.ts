import { createHash } from 'node:crypto';
import type { ReadBefore, Window } from '../../../core/drift/monitor/window.js';
import { dayOf } from '../../../core/drift/monitor/window.js';
import type { HealthyWindow } from '../../../core/drift/verdict/thresholds.js';
import { VERDICT_LIMITS } from '../../../core/drift/verdict/limits.js';
import { readProfile } from '../../../core/drift/profile/read.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { RESULT_FOLDERS, type MonitorSettings } from '../../../core/drift/monitor/settings.js';
import { NOTHING_COUNTED, type CalibrationCounts } from '../../../core/quality/cohorts/calibration-counts.js';
import type { CohortRecord } from './cohort-record.js';
import type { EstimateRecord } from './estimate-record.js';
import { readRecord, type WindowRecord } from './window-record.js';
import type { Folder } from './world.js';

const DIGITS = 12;

/**
 * Stored results of one deployment and one document: another baseline begins in a folder of its own, since what was counted by another plan
 * cannot be compared.
 */
export class Results {
  private readonly root: string;
  private readonly healthyRoot: string;
  private firstDays: readonly HealthyWindow[] | undefined;

  constructor(
    private readonly folder: Folder,
    { results, deployment }: MonitorSettings,
    document: MonitorDocument,
  ) {
    const digest = createHash('sha256').update(JSON.stringify(document.baseline)).digest('hex').slice(0, DIGITS);
    this.root = `${results.key}${RESULT_FOLDERS.results}${deployment}/${digest}`;
    this.healthyRoot = `${results.key}${RESULT_FOLDERS.healthy}${deployment}/${digest}`;
  }

  async window(id: string): Promise<WindowRecord | undefined> {
    const key = this.windowKey(id);
    const stored = await this.folder.read(key);
    return stored === undefined ? undefined : readRecord(stored, this.folder.nameOf(key));
  }

  async putWindow(record: WindowRecord): Promise<void> {
    await this.folder.write(this.windowKey(record.id), record);
  }

  /** The rows of a day that was judged to have drifted. */
  async driftedDay(day: string): Promise<Profile | undefined> {
    const key = `${this.root}/days/${day}.json`;
    const stored = (await this.folder.read(key)) as { verdict?: unknown; profile?: unknown } | undefined;
    return stored?.verdict === 'drift' ? readProfile(stored.profile, this.folder.nameOf(key)) : undefined;
  }

  async putDay(day: string, result: object): Promise<void> {
    await this.folder.write(`${this.root}/days/${day}.json`, result);
  }

  /** Where an engine finds what it is to count of a day, and leaves what it counted; another one for every time that it is asked. */
  runKey({ from }: Window, at: number): string {
    return `${this.root}/runs/${dayOf(from)}/${new Date(at).toISOString().replaceAll(/\W/g, '')}`;
  }

  /** What was read lately: a hint, so that ticks do not read every record. Where it is lost the records still count nothing twice. */
  async known(of: 'windows' | 'days'): Promise<Map<string, ReadBefore>> {
    const index = (await this.folder.read(`${this.root}/${of}/index.json`)) as Readonly<Record<string, ReadBefore>> | undefined;
    return new Map(Object.entries(index ?? {}));
  }

  async putKnown(of: 'windows' | 'days', known: ReadonlyMap<string, ReadBefore>, since: number): Promise<void> {
    const kept = [...known].filter(([, { readAt }]) => readAt >= since);
    await this.folder.write(`${this.root}/${of}/index.json`, Object.fromEntries(kept));
  }

  /** The first healthy days, oldest first. */
  async healthyDays(): Promise<readonly HealthyWindow[]> {
    if (this.firstDays !== undefined) return this.firstDays;
    const days: HealthyWindow[] = [];
    for await (const { key } of this.folder.list(`${this.healthyRoot}/`)) {
      if (days.length >= VERDICT_LIMITS.healthyWindows) break;
      const profile = await this.folder.read(key);
      if (profile !== undefined)
        days.push({ day: key.slice(-'yyyy-mm-dd.json'.length, -'.json'.length), profile: readProfile(profile, key) });
    }
    // Once there are enough they stay as they are.
    if (days.length >= VERDICT_LIMITS.healthyWindows) this.firstDays = days;
    return days;
  }

  async putHealthy({ from }: Window, profile: Profile): Promise<void> {
    await this.folder.write(`${this.healthyRoot}/${dayOf(from)}.json`, profile);
  }

  /** What is known of the last days whose labels were due, by day. */
  async cohorts(): Promise<Map<string, CohortRecord>> {
    const stored = (await this.folder.read(`${this.root}/quality/index.json`)) as readonly CohortRecord[] | undefined;
    return new Map((stored ?? []).map((record) => [record.day, record]));
  }

  /** Segments and groups stand in the file of each day. */
  async putCohorts(cohorts: readonly CohortRecord[]): Promise<void> {
    await this.folder.write(
      `${this.root}/quality/index.json`,
      cohorts.map((cohort) => ({ ...cohort, segments: [], bias: [] })),
    );
  }

  async putCohort(record: CohortRecord): Promise<void> {
    await this.folder.write(`${this.root}/quality/${record.day}.json`, record);
  }

  /** What probabilities are calibrated on: kept beside the healthy days, which no retention rule takes. */
  async calibration(): Promise<CalibrationCounts> {
    return ((await this.folder.read(this.calibrationKey)) as CalibrationCounts | undefined) ?? NOTHING_COUNTED;
  }

  async putCalibration(counts: CalibrationCounts): Promise<void> {
    await this.folder.write(this.calibrationKey, counts);
  }

  /** What days came to before their labels, by day. */
  async estimates(): Promise<readonly EstimateRecord[]> {
    return ((await this.folder.read(`${this.root}/quality/estimates.json`)) as readonly EstimateRecord[] | undefined) ?? [];
  }

  async putEstimates(estimates: readonly EstimateRecord[]): Promise<void> {
    await this.folder.write(`${this.root}/quality/estimates.json`, estimates);
  }

  private get calibrationKey(): string {
    return `${this.healthyRoot}-calibration.json`;
  }

  private windowKey(id: string): string {
    return `${this.root}/windows/${id}.json`;
  }
}
