import type { ScalableTarget, ScalingPolicy, ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import type { DescribeEndpointConfigOutput, DescribeEndpointOutput, DescribeModelOutput } from '@aws-sdk/client-sagemaker';
import { SlipwayError } from '../../../core/errors/index.js';
import type { Clock } from '../../clock.js';
import type { RegionClients } from '../accounts.js';
import { records, record } from '../../assembly/values.js';
import type { CloudWatch, DescribedAlarm } from '../cloudwatch.js';

/** All that an account says of an endpoint. */
export interface FoundEndpoint {
  readonly region: string;
  readonly account: string;
  readonly endpoint: DescribeEndpointOutput;
  readonly config: DescribeEndpointConfigOutput;
  readonly models: ReadonlyMap<string, DescribeModelOutput>;
  /** By variant. */
  readonly scaling: ReadonlyMap<string, FoundScaling>;
  /** Names of alarms that watch it already. */
  readonly alarms: readonly string[];
  /** p99 of the time in the model over the last days by variant, milliseconds: the worst hour's. Without requests there is none. */
  readonly slowest: ReadonlyMap<string, number>;
}

export interface FoundScaling {
  readonly target: ScalableTarget;
  readonly policies: readonly ScalingPolicy[];
  readonly actions: readonly ScheduledAction[];
}

const NAMES_SHOWN = 10;
export const DAYS_MEASURED = 14;
const HOUR_SECONDS = 3600;
const DAY_MILLIS = 86_400_000;
const MICROS = 1000;

export async function findEndpoint(
  { region, sagemaker, cloudwatch, autoScaling }: RegionClients,
  name: string,
  clock: Clock,
): Promise<FoundEndpoint> {
  const endpoint = await sagemaker.endpoint(name);
  if (endpoint === undefined) {
    const names = await sagemaker.endpointNames();
    const others =
      names.length === 0
        ? 'none'
        : `${names.slice(0, NAMES_SHOWN).join(', ')}${names.length > NAMES_SHOWN ? `, and ${names.length - NAMES_SHOWN} more` : ''}`;
    throw new SlipwayError(
      'no-deployment',
      `there is no endpoint ${name} in ${region}; there are ${others}: give one of them, or another --region`,
    );
  }
  const config = await sagemaker.endpointConfig(endpoint.EndpointConfigName ?? '');
  if (config === undefined)
    throw new SlipwayError(
      'adopt-refused',
      `the configuration ${endpoint.EndpointConfigName ?? ''} of ${name} was deleted, and nothing else says what it serves; update the endpoint first`,
    );
  const variants = [...(config.ProductionVariants ?? []), ...(config.ShadowProductionVariants ?? [])];
  const models = new Map<string, DescribeModelOutput>();
  for (const modelName of new Set(variants.flatMap(({ ModelName }) => ModelName ?? []))) {
    const model = await sagemaker.model(modelName);
    if (model !== undefined) models.set(modelName, model);
  }
  const scaling = new Map<string, FoundScaling>();
  const ids = variants.flatMap(({ VariantName }) => (VariantName === undefined ? [] : [`endpoint/${name}/variant/${VariantName}`]));
  for (const target of await autoScaling.targets(ids)) {
    const { ResourceId: id = '' } = target;
    scaling.set(id.split('/').at(-1) ?? '', {
      target,
      policies: await autoScaling.policies(id),
      actions: await autoScaling.scheduledActions(id),
    });
  }
  const slowest = new Map<string, number>();
  for (const { VariantName: variant = '' } of config.ProductionVariants ?? []) {
    const p99 = await slowestHour(cloudwatch, name, variant, clock.now());
    if (p99 !== undefined) slowest.set(variant, p99);
  }
  return {
    region,
    account: endpoint.EndpointArn?.split(':')[4] ?? '',
    endpoint,
    config,
    models,
    scaling,
    alarms: (await cloudwatch.alarms()).filter((alarm) => watches(alarm, name)).map((alarm) => alarm.name),
    slowest,
  };
}

async function slowestHour(cloudwatch: CloudWatch, endpoint: string, variant: string, now: number): Promise<number | undefined> {
  const query = {
    Id: 'p99',
    MetricStat: {
      Metric: {
        Namespace: 'AWS/SageMaker',
        MetricName: 'ModelLatency',
        Dimensions: [
          { Name: 'EndpointName', Value: endpoint },
          { Name: 'VariantName', Value: variant },
        ],
      },
      Period: HOUR_SECONDS,
      Stat: 'p99',
    },
  };
  const to = Math.floor(now / (HOUR_SECONDS * 1000)) * HOUR_SECONDS * 1000;
  const results = await cloudwatch.metricData([query], to - DAYS_MEASURED * DAY_MILLIS, to);
  const values = results.flatMap(({ Values = [] }) => Values);
  return values.length === 0 ? undefined : Math.max(...values) / MICROS;
}

function watches({ properties }: DescribedAlarm, endpoint: string): boolean {
  const metrics = records(properties['Metrics']).map((query) => record(record(query['MetricStat'])?.['Metric']));
  return [properties, ...metrics].some((each) =>
    records(each?.['Dimensions']).some(({ Name, Value }) => Name === 'EndpointName' && Value === endpoint),
  );
}
