import { dayText, dayIn } from '../../../core/zoned-time.js';
import { RECORD_FILE } from '../../../core/pipeline/index.js';
import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import { PLAYED_SERVICES } from '../../measuring/pipelines/recorded-tasks.js';
import type { PipelineProfile } from '../../measuring/profile.js';
import type { ItemStore } from '../../pipeline/flow.js';
import { isObject, type Json } from '../../pipeline/json.js';
import type { PipelinePlan } from '../../pipeline/local/pipeline-plan.js';
import { NOTHING_LISTED } from '../../pipeline/no-objects.js';
import type { Written } from '../../pipeline/s3/memory-buckets.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import { parseResource, type TaskRegistry } from '../../pipeline/tasks.js';
import type { Cycle } from './cycles.js';
import { objectTasks } from './object-tasks.js';
import { ReplayedTasks } from './replayed-tasks.js';
import { RunsPlay, type PlayGround, type RunsSpec } from './runs-play.js';

export interface PipelineGround extends PlayGround {
  readonly plan: PipelinePlan;
  readonly profile: PipelineProfile;
}

/** What the state of a call is called, after its step. */
const CALL_STATE = ': call';
const ONE_LISTED: ItemStore = {
  ...NOTHING_LISTED,
  list: async (_, prefix) => [{ Key: `${prefix}measured`, Size: 0, Etag: '', LastModified: 0 }],
};

/** A run that ended well, as its record tells. */
export interface RunOfPipeline {
  /** When its record was written. */
  readonly at: number;
  /** Instant that it is about. */
  readonly time: number;
  /** When the newest object that it read was written; undefined where it read none. */
  readonly newest?: number;
}

/** Runs of a data pipeline: its own states over objects in memory, and answers of services as they were measured. */
export class PipelinePlay extends RunsPlay {
  protected readonly tasks: TaskRegistry;
  protected override readonly items: ItemStore;
  readonly done: RunOfPipeline[] = [];
  private readonly plan: PipelinePlan;

  constructor(ground: PipelineGround, spec: RunsSpec) {
    super(ground, spec);
    const { plan, profile } = ground;
    this.plan = plan;
    // One call of a step over objects stands for all, which run side by side; none where none was measured.
    this.items = Object.keys(profile.usual).some((state) => state.endsWith(CALL_STATE)) ? ONE_LISTED : NOTHING_LISTED;
    const replayed = new ReplayedTasks(profile, (execution) => this.disturbanceOf(execution));
    this.tasks = {
      ...pipelineTasks(plan.definition, replayed.handler),
      ...objectTasks(this.buckets),
      'aws-sdk:sfn:describeExecution': async ({ arguments: given }) => ({ Status: this.statusOf(given) }),
      'aws-sdk:cloudwatch:putMetricData': async ({ arguments: given }) => this.publish(given),
    };
  }

  protected look(): Promise<void> {
    return Promise.resolve();
  }

  /** New rows in each of its tables. */
  protected bring({ due }: Cycle, { inputEmpty }: RunsDisturbance): void {
    for (const { location, format } of Object.values(this.plan.entry.tables))
      this.buckets.put(`${location.replaceAll('{date}', dayText(dayIn('UTC', due)))}${due}.${format}`, inputEmpty === true ? '' : 'rows');
  }

  protected note({ uri, text, at }: Written): void {
    if (!uri.endsWith(`/${RECORD_FILE}`)) return;
    const { time = '', inputs = {} } = JSON.parse(text()) as { time?: string; inputs?: Readonly<Record<string, { newest?: string }>> };
    const newest = Math.max(...Object.values(inputs).map((each) => Date.parse(each.newest ?? '')));
    this.done.push({ at, time: Date.parse(time), ...(Number.isFinite(newest) ? { newest } : {}) });
  }

  private statusOf(given: Json): string {
    const { ExecutionArn: arn } = isObject(given) ? given : {};
    return (typeof arn === 'string' ? this.statuses.get(arn) : undefined) ?? 'RUNNING';
  }

  /** As CloudWatch takes PutMetricData (API reference). */
  private publish(given: Json): Json {
    const { Namespace: namespace, MetricData: data } = isObject(given) ? given : {};
    for (const each of Array.isArray(data) ? (data as readonly Json[]) : []) {
      if (!isObject(each) || typeof namespace !== 'string' || typeof each['MetricName'] !== 'string') continue;
      const { MetricName: name, Value: value, Unit: unit, Dimensions: list } = each;
      const named = (Array.isArray(list) ? list : []) as readonly { readonly Name: string; readonly Value: string }[];
      const dimensions = Object.fromEntries(named.map(({ Name, Value }) => [Name, Value]));
      const series = this.store.series({ namespace, name, dimensions }, typeof unit === 'string' ? { unit } : {});
      series.add(this.clock.now(), Number(value));
    }
    return {};
  }
}

/** Every service that the tasks of a definition call, but those that are played; a handler for each. */
export function pipelineTasks(
  definition: unknown,
  handler: TaskRegistry[string] = () => Promise.reject(new StateFailure('States.TaskFailed', 'nothing answers')),
): TaskRegistry {
  const resources = [...JSON.stringify(definition).matchAll(/"Resource":"([^"]+)"/g)].map(([, resource = '']) => resource);
  const integrations = new Set(resources.flatMap((resource) => parseResource(resource)?.integration ?? []));
  const played = (name: string): boolean => PLAYED_SERVICES.some((service) => name.startsWith(service));
  return Object.fromEntries([...integrations].filter((name) => !played(name)).map((name) => [name, handler]));
}

/** The names of the tasks that a play answers, for whoever checks the definition. */
export function playedTasks(definition: unknown): TaskRegistry {
  const nothing: TaskRegistry[string] = async () => null;
  return {
    ...pipelineTasks(definition, nothing),
    ...Object.fromEntries(
      ['s3:listObjectsV2', 's3:putObject', 's3:getObject', 'sfn:describeExecution', 'cloudwatch:putMetricData'].map((name) => [
        `aws-sdk:${name}`,
        nothing,
      ]),
    ),
  };
}
