import { durationText } from '../../../core/units/duration-text.js';
import { number, record, records, text } from '../../assembly/values.js';

type Properties = Readonly<Record<string, unknown>>;

/** How an update of an endpoint goes, in words, from its DeploymentConfig. */
export function guardrailText(endpoint: Properties): string {
  if (flag(endpoint['RetainDeploymentConfig'])) return 'as the last update of the endpoint went, which the account knows';
  const deployment = record(endpoint['DeploymentConfig']);
  const blueGreen = record(deployment?.['BlueGreenUpdatePolicy']);
  const rolling = record(deployment?.['RollingUpdatePolicy']);
  const alarms = records(record(deployment?.['AutoRollbackConfiguration'])?.['Alarms']).length;
  const watched =
    alarms === 0
      ? 'no alarm can stop it'
      : `${alarms === 1 ? 'one alarm' : `${alarms} alarms`} on the new fleet roll${alarms === 1 ? 's' : ''} it back`;
  if (rolling !== undefined)
    return `rolling: batches of ${size(rolling['MaximumBatchSize'])}, each watched for ${seconds(rolling['WaitIntervalInSeconds'])}; ${watched}`;
  if (blueGreen === undefined) return 'all at once, and nothing watches it: a bad version stays until somebody deploys another';
  const traffic = record(blueGreen['TrafficRoutingConfiguration']);
  const wait = seconds(traffic?.['WaitIntervalInSeconds']);
  const last = number(blueGreen['TerminationWaitInSeconds']) ?? 0;
  const stays = last === 0 ? 'the old fleet goes at once' : `the old fleet stays ${seconds(last)} more`;
  switch (text(traffic?.['Type'])) {
    case 'CANARY':
      return `canary: ${size(traffic?.['CanarySize'])} take their share first and are watched for ${wait}, then the rest; ${stays}; ${watched}`;
    case 'LINEAR':
      return `linear: ${size(traffic?.['LinearStepSize'])} at a time, each step watched for ${wait}; ${stays}; ${watched}`;
    default:
      return `all at once: a new fleet takes all traffic, ${stays}; ${watched}`;
  }
}

/**
 * What UpdateEndpoint keeps of what serves, whatever the new configuration says. A third property that its VariantPropertyType names,
 * DataCaptureConfig, is documented as not supported: capture is always as the new configuration says.
 */
export function retainedBy(endpoint: Properties): ('instances' | 'weights')[] {
  if (!flag(endpoint['RetainAllVariantProperties'])) return [];
  const excluded = new Set(records(endpoint['ExcludeRetainedVariantProperties']).map((each) => text(each['VariantPropertyType'])));
  return [
    ...(excluded.has('DesiredInstanceCount') ? [] : (['instances'] as const)),
    ...(excluded.has('DesiredWeight') ? [] : (['weights'] as const)),
  ];
}

function size(value: unknown): string {
  const given = record(value);
  const count = number(given?.['Value']);
  if (count === undefined) return 'a part of the instances';
  return text(given?.['Type']) === 'INSTANCE_COUNT' ? `${count} instance${count === 1 ? '' : 's'}` : `${count} % of the instances`;
}

function seconds(value: unknown): string {
  const count = number(value) ?? 0;
  return count === 0 ? 'no time' : durationText(count * 1000);
}

function flag(value: unknown): boolean {
  return value === true || value === 'true';
}
