import { join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { identifier } from '../../../core/pipeline/index.js';
import type { Random } from '../../random.js';
import type { ItemStore } from '../flow.js';
import { isObject, type Json } from '../json.js';
import { fileRelation } from '../sql/files.js';
import { SqlEngine, type SqlFiles } from '../sql/index.js';
import type { TaskRegistry } from '../tasks.js';
import { AthenaHere } from './athena-here.js';
import { itemsHere } from './items-here.js';
import { KeptWork } from './kept-work.js';
import { LambdaHere } from './lambda-here.js';
import { Lineage } from './lineage.js';
import { processingTasks, type ProcessingHereSettings } from './processing-here.js';
import { objectTasks } from './objects-here.js';
import type { PipelinePlan } from './pipeline-plan.js';
import { registryTasks } from './registry-here.js';
import { RunBuckets } from './run-buckets.js';
import { RunPlaces } from './run-places.js';
import { trainingTasks } from './training-here.js';
import { transformTasks } from './transform-here.js';

export interface LocalWorldSettings {
  readonly plan: PipelinePlan;
  /** Files by `database.table`. */
  readonly tables: { readonly [table: string]: SqlFiles };
  /** Folder of this run. */
  readonly folder: string;
  /** Folder of all runs. */
  readonly output: string;
  /** Folder of the app. */
  readonly directory: string;
  readonly random: Random;
  /** Whether files that cannot be read are left to the steps that read them. */
  readonly anyFiles: boolean;
}

/** A metric that a run published to CloudWatch. */
export interface RunMetric {
  readonly name: string;
  readonly value: number;
}

/** What a step left. */
export interface MadeByStep {
  /** Rows that it wrote, where they are a table. */
  readonly rows?: number;
  /** Whether they were there of an earlier try of the same run. */
  readonly kept?: boolean;
  /** Files that it wrote. */
  readonly files?: readonly string[];
}

/** The services that a pipeline's state machine calls, on this machine. It must be closed. */
export class LocalWorld {
  readonly metrics: RunMetric[] = [];

  private constructor(
    private readonly settings: LocalWorldSettings,
    private readonly engine: SqlEngine,
    private readonly athena: AthenaHere,
    private readonly work: KeptWork,
    private readonly places: RunPlaces,
    private readonly buckets: RunBuckets,
    private readonly lambda: LambdaHere | undefined,
  ) {}

  static async open(settings: LocalWorldSettings): Promise<LocalWorld> {
    const { plan, tables, folder, output, random } = settings;
    const engine = await SqlEngine.open();
    try {
      const places = new RunPlaces({
        engine,
        output,
        tables: Object.entries(plan.entry.tables).map(([name, table]) => ({ table, files: tables[name]?.files ?? [] })),
      });
      if (!settings.anyFiles) await readable(settings, engine, places);
      const lineage = new Lineage();
      const athena = new AthenaHere({ engine, tables, places, lineage });
      const work = new KeptWork(places, lineage);
      const { functions } = plan;
      const buckets = new RunBuckets(join(folder, '.s3'), places);
      const lambda = functions.length === 0 ? undefined : await LambdaHere.open({ functions, buckets, work, random });
      return new LocalWorld(settings, engine, athena, work, places, buckets, lambda);
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  tasks(): TaskRegistry {
    return {
      ...this.athena.tasks(),
      ...this.lambda?.tasks(),
      ...processingTasks(this.jobs),
      ...trainingTasks(this.jobs),
      ...registryTasks({ places: this.places, region: this.settings.plan.region, account: this.settings.plan.account }),
      ...transformTasks({ plan: this.settings.plan, buckets: this.buckets, work: this.work, random: this.settings.random }),
      ...objectTasks(this.places, this.settings.output),
      'aws-sdk:cloudwatch:putMetricData': async ({ arguments: given }) => {
        this.metrics.push(...metricsIn(given));
        return {};
      },
    };
  }

  /** What its distributed maps list, read and write. */
  get items(): ItemStore {
    return itemsHere(this.places);
  }

  private get jobs(): ProcessingHereSettings {
    const { plan, directory } = this.settings;
    return { plan, directory, places: this.places, work: this.work };
  }

  /** What a step of the run left. */
  madeBy(step: string, run: string): MadeByStep {
    const table = this.athena.runs.find((each) =>
      each.table?.startsWith(`${this.settings.plan.entry.database}.${identifier(step)}_${identifier(run)}_`),
    );
    const works = this.work.done.filter((each) => each.step === step);
    const kept = works.length > 0 && works.every((each) => each.kept);
    const files =
      works.length > 0
        ? [...new Set(works.flatMap((each) => each.files))].toSorted()
        : table?.table === undefined
          ? undefined
          : this.athena.filesOf(table.table);
    return {
      ...(table === undefined ? {} : { rows: table.rows }),
      ...(table?.kept === true || kept ? { kept: true } : {}),
      ...(files === undefined ? {} : { files }),
    };
  }

  async close(): Promise<void> {
    await this.lambda?.close();
    this.engine.close();
  }
}

/** What cannot be read is the caller's to mend, and no failure of a step that is worth a retry. */
async function readable({ plan, tables }: LocalWorldSettings, engine: SqlEngine, places: RunPlaces): Promise<void> {
  for (const [key, { name, location, columns }] of Object.entries(plan.entry.tables)) {
    const files = tables[key];
    if (files !== undefined && columns !== undefined) await fileRelation(engine, name, files);
    else if ((await places.filesOf(location)).length === 0)
      throw new SlipwayError(
        'table-missing',
        `the table '${name}' has no files; there is nothing at ${files?.files.join(', ') ?? location}`,
      );
  }
}

function metricsIn(given: Json): RunMetric[] {
  const { MetricData: data } = isObject(given) ? given : {};
  return Array.isArray(data)
    ? data.flatMap((each) => (isObject(each) ? [{ name: textIn(each['MetricName']), value: Number(each['Value']) }] : []))
    : [];
}

const textIn = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
