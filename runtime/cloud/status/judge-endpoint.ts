import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import type { DeclaredService } from './declared.js';
import { shortDigest } from './digest.js';
import type { ContainerDefinition, ServedDefinition, VariantDefinition } from './definition.js';
import type { ContainerView, Finding, FindingKind } from './report.js';
import type { ServingEndpoint } from './serving.js';

const GOOD = 'InService';
/** States in which SageMaker is at work and nothing is known to be wrong. */
const UNDER_WAY = new Set(['Creating', 'Updating', 'SystemUpdating']);

/** Where what serves is not what was declared, or does not fare well. */
export function judgeEndpoint(declared: DeclaredService, found: ServingEndpoint): Finding[] {
  const { endpoint, serving, capturing } = found;
  const { EndpointStatus: status, PendingDeploymentSummary: pending } = endpoint;
  const differences = [
    ...otherConfig(declared.configName, serving.configName),
    ...variants(declared.variants, serving.variants, status === GOOD),
    ...(declared.captures && capturing !== true
      ? [wrong('capture', 'requests are not captured, and capture is declared: drift and quality see nothing; look for a full volume')]
      : []),
  ];
  // On the way to what is declared, what serves is the old fleet.
  const onItsWay = UNDER_WAY.has(status ?? '') && isSameName(pending?.EndpointConfigName, declared.configName);
  return [...state(endpoint), ...(onItsWay ? [] : differences)];
}

function state({ EndpointStatus, FailureReason: reason = '', PendingDeploymentSummary: pending }: DescribeEndpointOutput): Finding[] {
  const status: string = EndpointStatus ?? 'in no known state';
  if (status === GOOD) return [];
  const why = reason === '' ? '' : `: ${reason}`;
  if (UNDER_WAY.has(status))
    return [note('endpoint-state', `it is ${status}${why}${underWay(pending)}; what serves may change until that is over`)];
  const remedy: Readonly<Record<string, string>> = {
    RollingBack: 'an update is being rolled back',
    UpdateRollbackFailed: 'its rollback failed too and both configurations serve; update the endpoint again',
  };
  return [wrong('endpoint-state', `it is ${status}${why}${remedy[status] === undefined ? '' : `; ${remedy[status]}`}`)];
}

/** SageMaker's own words, `Baking for 600 seconds …`. */
function underWay(pending: DescribeEndpointOutput['PendingDeploymentSummary']): string {
  const words =
    pending?.ProductionVariants?.flatMap(({ VariantStatus = [] }) => VariantStatus.flatMap(({ StatusMessage }) => StatusMessage ?? [])) ??
    [];
  if (pending === undefined) return '';
  return `, to endpoint configuration ${pending.EndpointConfigName}${words.length === 0 ? '' : ` (${[...new Set(words)].join(', ')})`}`;
}

function otherConfig(declared: string | null, serving: string): Finding[] {
  if (declared === null || isSameName(serving, declared)) return [];
  return [
    wrong(
      'other-config',
      `endpoint configuration ${serving} serves, and the stack declares ${declared}: the last update was rolled back, or somebody updated the endpoint by hand; read its rollback alarms, then deploy again`,
    ),
  ];
}

/** Names that CloudFormation made are known from ARNs, which have lost their capitals. */
function isSameName(one: string | undefined, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

function variants(declared: readonly VariantDefinition[], serving: readonly ServedDefinition[], settled: boolean): Finding[] {
  const missing = declared.filter(({ name }) => !serving.some((each) => each.name === name));
  const more = serving.filter(({ name }) => !declared.some((each) => each.name === name));
  return [
    ...missing.map(({ name }) => wrong('variant', `variant ${name} is declared and does not serve`)),
    ...more.map(({ name }) => wrong('variant', `variant ${name} serves and is not declared`)),
    ...declared.flatMap((variant) => {
      const served = serving.find(({ name }) => name === variant.name);
      return served === undefined ? [] : [...models(variant, served), ...capacity(variant, served, settled)];
    }),
  ];
}

function models(declared: VariantDefinition, served: ServedDefinition): Finding[] {
  const pairs = declared.containers.map((container, index) => [container, served.containers[index], index] as const);
  const count =
    declared.containers.length === served.containers.length
      ? []
      : [
          wrong(
            'model',
            `variant ${declared.name}: ${declared.containers.length} containers are declared, and ${served.containers.length} serve`,
          ),
        ];
  return [
    ...count,
    ...pairs.flatMap(([ours, theirs, index]) => {
      const where = `variant ${declared.name}${declared.containers.length > 1 ? `, container ${index + 1}` : ''}`;
      return theirs === undefined ? [] : container(where, ours, theirs);
    }),
  ];
}

function container(where: string, ours: ContainerDefinition, theirs: ContainerDefinition): Finding[] {
  const sameDigest = ours.digest !== null && ours.digest === theirs.digest;
  const environment = [...new Set([...Object.keys(ours.environment), ...Object.keys(theirs.environment)])].filter(
    (name) => ours.environment[name] !== theirs.environment[name],
  );
  return [
    ...(sameDigest || ours.modelDataUrl === null || ours.modelDataUrl === theirs.modelDataUrl
      ? []
      : [wrong('model', `${where}: model ${modelText(theirs)} serves, and ${modelText(ours)} is declared`)]),
    ...(ours.image === null || ours.image === theirs.image
      ? []
      : [wrong('image', `${where}: image ${theirs.image ?? 'of none'} serves, and ${ours.image} is declared`)]),
    // Values may be secret.
    ...(environment.length === 0
      ? []
      : [wrong('environment', `${where}: the environment of the container differs in ${environment.join(', ')}`)]),
  ];
}

function modelText({ digest, modelDataUrl }: ContainerView): string {
  return digest === null ? (modelDataUrl ?? 'of none') : shortDigest(digest);
}

function capacity(declared: VariantDefinition, served: ServedDefinition, settled: boolean): Finding[] {
  const { name, instances, scaling, instanceType } = declared;
  const found: Finding[] = [];
  if (instanceType !== null && served.instanceType !== null && instanceType !== served.instanceType)
    found.push(wrong('instances', `variant ${name}: ${served.instanceType} serves, and ${instanceType} is declared`));
  if (declared.serverless !== served.serverless)
    found.push(
      wrong(
        'instances',
        `variant ${name}: ${served.serverless ?? 'instances'} serve, and ${declared.serverless ?? 'instances'} are declared`,
      ),
    );
  // Of a serverless variant SageMaker counts no instances.
  if (served.serverless !== null) return [...found, ...weightOf(declared, served)];
  const { instances: current, desiredInstances: desired } = served;
  if (settled && current !== null && desired !== null && current < desired)
    found.push(wrong('instances', `variant ${name}: ${current} of ${desired} instances are there`));
  if (scaling !== null && desired !== null && (desired < scaling.min || desired > scaling.max))
    found.push(
      wrong('instances', `variant ${name}: ${desired} instances are asked for, and ${scaling.min} to ${scaling.max} are declared`),
    );
  if (scaling === null && instances !== null && desired !== null && desired !== instances)
    found.push(wrong('instances', `variant ${name}: ${desired} instances are asked for, and ${instances} are declared`));
  return [...found, ...weightOf(declared, served)];
}

function weightOf({ name, weight }: VariantDefinition, served: ServedDefinition): Finding[] {
  return weight === served.weight ? [] : [wrong('weight', `variant ${name}: weight ${served.weight} serves, and ${weight} is declared`)];
}

function wrong(kind: FindingKind, text: string): Finding {
  return { kind, wrong: true, text };
}

function note(kind: FindingKind, text: string): Finding {
  return { kind, wrong: false, text };
}
