import { SlipwayError } from '../../../core/errors/index.js';
import type { Host } from '../../host.js';
import { declaredEndpoints } from '../../assembly/services.js';
import { readStacks, type ReadStack } from '../../assembly/stacks.js';
import { Accounts } from '../accounts.js';
import { declaredService, type DeclaredService } from '../status/declared.js';
import { regionOf } from '../status/stack-region.js';
import { deploymentDiff, type Sides } from './deployment-diff.js';
import { deployedTemplates } from './deployed-templates.js';
import { TemplateComparison, type Impacts } from './impacts.js';
import type { DeploymentDiff, ModelDiff, ResourceChange } from './report.js';

export interface DiffOptions {
  /** Deployments, or stacks or stages around them, by construct path or endpoint name. Default: all. */
  readonly paths?: readonly string[];
  /** Folder of another cloud assembly to compare with. Default: what is deployed in the account that is logged in. */
  readonly against?: string;
  /** Default: the one that a stack names, else that of the environment. */
  readonly region?: string;
  readonly host: Host;
  readonly signal?: AbortSignal;
  /** How often a call is made that fails for the moment. */
  readonly attempts?: number;
}

/** Types of which a deployment tells by itself what changes. */
const TOLD = new Set([
  'AWS::SageMaker::Endpoint',
  'AWS::SageMaker::EndpointConfig',
  'AWS::SageMaker::Model',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudFormation::Stack',
]);

/**
 * What deploying a cloud assembly would mean for the models in it. The account is only read.
 *
 * @param directory folder that `cdk synth` wrote
 */
export async function diff(directory: string, options: DiffOptions): Promise<ModelDiff> {
  const comparison = await TemplateComparison.load();
  const after = readStacks(directory);
  const before = options.against === undefined ? await readDeployed(directory, after, options) : readStacks(options.against);
  const impacts = new Map<string, Impacts>();
  for (const path of new Set([...before, ...after].map((stack) => stack.path)))
    impacts.set(path, comparison.impacts(templateAt(before, path), templateAt(after, path)));
  const impactsOf = (path: string): Impacts => impacts.get(path) ?? new Map();
  const all = deployments(before, after, { before, after, impactsOf });
  const chosen = choose(all, options.paths ?? []);
  const stacks = new Set(chosen.map(({ stack }) => stack));
  const isAll = options.paths === undefined || options.paths.length === 0;
  return {
    version: 1,
    against: options.against ?? 'what is deployed',
    deployments: chosen,
    others: [...impacts]
      .filter(([path]) => isAll || stacks.has(path))
      .flatMap(([path, each]) => otherChanges(path, each, [...after, ...before])),
  };
}

function deployments(before: readonly ReadStack[], after: readonly ReadStack[], sides: Sides): DeploymentDiff[] {
  const [old, now] = [before, after].map((stacks) => declaredEndpoints(stacks).map((endpoint) => declaredService(endpoint, stacks)));
  const left = new Set(old);
  const pairs = (now ?? []).map((service) => {
    const match = [...left].find((each) => isSameResource(each, service)) ?? [...left].find((each) => isSameName(each, service, now ?? []));
    if (match !== undefined) left.delete(match);
    return [match, service] as const;
  });
  return [
    ...pairs.map(([match, service]) => deploymentDiff(match, service, sides)),
    ...[...left].map((gone) => deploymentDiff(gone, undefined, sides)),
  ];
}

function isSameResource(old: DeclaredService, now: DeclaredService): boolean {
  return old.stack.path === now.stack.path && old.logicalId === now.logicalId;
}

/** The same endpoint under another logical id: of one whose own counterpart is there, it is not. */
function isSameName(old: DeclaredService, now: DeclaredService, all: readonly DeclaredService[]): boolean {
  return (
    old.stack.stage === now.stack.stage &&
    old.endpointName !== null &&
    old.endpointName === now.endpointName &&
    !all.some((each) => isSameResource(old, each))
  );
}

function templateAt(stacks: readonly ReadStack[], path: string): unknown {
  return stacks.find((stack) => stack.path === path)?.scope.template ?? { Resources: {} };
}

function otherChanges(stack: string, impacts: Impacts, stacks: readonly ReadStack[]): ResourceChange[] {
  const scopes = stacks.filter(({ path }) => path === stack).map(({ scope }) => scope);
  return [...impacts].flatMap(([logicalId, { type, impact }]) => {
    if (TOLD.has(type)) return [];
    const scope = scopes.find(({ template }) => template.Resources?.[logicalId] !== undefined);
    return [{ path: scope?.placeOf(logicalId).path ?? `${stack}/${logicalId}`, stack, type, impact }];
  });
}

function choose(all: readonly DeploymentDiff[], paths: readonly string[]): DeploymentDiff[] {
  const isIn = (path: string, { path: own, endpointName }: DeploymentDiff): boolean =>
    own === path || own.startsWith(`${path}/`) || endpointName === path;
  const unknown = paths.filter((path) => !all.some((each) => isIn(path, each)));
  if (all.length === 0)
    throw new SlipwayError(
      'no-deployment',
      'neither side declares an endpoint; give the app that does with --app, or -c env=… as it takes it',
    );
  if (unknown.length > 0)
    throw new SlipwayError(
      'no-deployment',
      `there is no deployment at ${unknown.join(', ')}; there are ${all.map(({ path }) => path).join(', ')}`,
    );
  return all.filter((each) => paths.length === 0 || paths.some((path) => isIn(path, each)));
}

/** The same stacks with the templates that are deployed; what is not deployed is empty. */
async function readDeployed(
  directory: string,
  stacks: readonly ReadStack[],
  { region, host, signal, attempts }: DiffOptions,
): Promise<ReadStack[]> {
  const accounts = new Accounts({ ...(signal === undefined ? {} : { signal }), ...(attempts === undefined ? {} : { attempts }) });
  try {
    const templates = new Map<string, unknown>();
    for (const stack of stacks.filter(({ nestedIn }) => nestedIn === undefined)) {
      host.say({ level: 'progress', stage: 'templates', text: stack.path });
      const { cloudformation } = await accounts.in(regionOf(stack, region));
      for (const [path, template] of await deployedTemplates(cloudformation, stack, stacks)) templates.set(path, template);
    }
    return readStacks(directory, undefined, (path) => templates.get(path) ?? { Resources: {} });
  } finally {
    accounts.close();
  }
}
