import { ALARM } from './alarms.js';
import { endpointsOf, variantsOfConfig, type DeclaredEndpoint, type DeclaredVariant } from './endpoints.js';
import type { Template } from './rule.js';
import { itemsOf, numberOf, objectOf, presentOf, resourceMeant, textOf, type Found } from './template.js';

type Properties = Readonly<Record<string, unknown>>;

/** How an endpoint is updated, as far as the template says it. */
export interface DeclaredRelease {
  readonly endpoint: Found;
  readonly mode: DeclaredEndpoint['mode'];
  /** Variants that answer; empty where the configuration is not in the template. */
  readonly variants: readonly DeclaredVariant[];
  readonly deployment: Properties;
  readonly blueGreen: Properties | undefined;
  readonly rolling: Properties | undefined;
  /** `ALL_AT_ONCE`, `CANARY`, `LINEAR`, of a blue/green update. */
  readonly routing: string | undefined;
  /** Each stretch in which the alarms can stop the update, with the property that says how long it is; of a canary also the last one. */
  readonly bakes: readonly { readonly property: string; readonly seconds: number }[];
}

const BLUE_GREEN = 'DeploymentConfig.BlueGreenUpdatePolicy';
const ROLLING = 'DeploymentConfig.RollingUpdatePolicy';

export function releasesOf(template: Template): DeclaredRelease[] {
  return endpointsOf(template).flatMap(({ endpoint, config, mode }) => {
    const deployment = objectOf(presentOf(endpoint.properties['DeploymentConfig']));
    if (deployment === undefined) return [];
    const blueGreen = objectOf(presentOf(deployment['BlueGreenUpdatePolicy']));
    const rolling = objectOf(presentOf(deployment['RollingUpdatePolicy']));
    const traffic = objectOf(blueGreen?.['TrafficRoutingConfiguration']);
    const routing = textOf(traffic?.['Type']);
    const waits = [
      ...(blueGreen === undefined
        ? []
        : [{ property: `${BLUE_GREEN}.TerminationWaitInSeconds`, value: blueGreen['TerminationWaitInSeconds'] ?? 0 }]),
      ...(traffic === undefined || routing === 'ALL_AT_ONCE'
        ? []
        : [{ property: `${BLUE_GREEN}.TrafficRoutingConfiguration.WaitIntervalInSeconds`, value: traffic['WaitIntervalInSeconds'] ?? 0 }]),
      ...(rolling === undefined ? [] : [{ property: `${ROLLING}.WaitIntervalInSeconds`, value: rolling['WaitIntervalInSeconds'] ?? 0 }]),
    ];
    const bakes = waits.flatMap(({ property, value }) => {
      const seconds = numberOf(value);
      return seconds === undefined ? [] : [{ property, seconds }];
    });
    const variants = config === undefined ? [] : variantsOfConfig(config).filter(({ shadow }) => !shadow);
    return [{ endpoint, mode, variants, deployment, blueGreen, rolling, routing, bakes }];
  });
}

/** A size of a fleet's part: which property, in what it is counted, how many. */
export interface CapacitySize {
  readonly property: string;
  readonly type: string | undefined;
  readonly value: number | undefined;
}

/** Canary, linear step or batch, where one is given. */
export function sizesOf({ blueGreen, rolling }: DeclaredRelease): Partial<Record<'canary' | 'linear' | 'rolling', CapacitySize>> {
  const traffic = objectOf(blueGreen?.['TrafficRoutingConfiguration']);
  const size = (property: string, value: unknown): CapacitySize | undefined => {
    const given = objectOf(presentOf(value));
    return given === undefined ? undefined : { property, type: textOf(given['Type']), value: numberOf(given['Value']) };
  };
  const canary = size(`${BLUE_GREEN}.TrafficRoutingConfiguration.CanarySize`, traffic?.['CanarySize']);
  const linear = size(`${BLUE_GREEN}.TrafficRoutingConfiguration.LinearStepSize`, traffic?.['LinearStepSize']);
  const batch = size(`${ROLLING}.MaximumBatchSize`, rolling?.['MaximumBatchSize']);
  return {
    ...(canary === undefined ? {} : { canary }),
    ...(linear === undefined ? {} : { linear }),
    ...(batch === undefined ? {} : { rolling: batch }),
  };
}

/** The names in AutoRollbackConfiguration, with the alarm where the template declares it. */
export function rollbackAlarmsOf(
  template: Template,
  { deployment }: DeclaredRelease,
): { readonly property: string; readonly alarm: Found | undefined }[] {
  const listed = objectOf(presentOf(deployment['AutoRollbackConfiguration']))?.['Alarms'];
  return itemsOf(listed).map(({ index, item }) => ({
    property: `DeploymentConfig.AutoRollbackConfiguration.Alarms.${index}`,
    alarm: resourceMeant(template, ALARM, 'AlarmName', item['AlarmName']),
  }));
}
