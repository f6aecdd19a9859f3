import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readAssets, type Assets } from './assets.js';
import { readManifest, type Metadata, type StackArtifact } from './manifest.js';
import { placeOf, placeOfResource } from './places.js';
import { serviceEntries, type FoundEntry } from './service-entry.js';
import { StackScope } from './stack-scope.js';
import { parseTemplate, readTemplate, type Macro } from './template.js';
import { Unknown } from './unknown.js';

/** What stands for an account or a region that only a deployment decides. */
export const STAND_IN_ACCOUNT = '123456789012';
const STAND_IN_REGION = 'us-east-1';

/** What an account made of a stack. */
export interface DeployedIds {
  /** ARN, which names account and region too. */
  readonly stackId: string;
  /** Physical ids by logical id. */
  readonly resources: ReadonlyMap<string, string>;
}

/** A stack, nested or not, that has been read. */
export interface ReadStack {
  readonly artifact: StackArtifact;
  readonly path: string;
  /** The stack around it, and what it is called there, where it is nested. */
  readonly nestedIn?: { readonly path: string; readonly logicalId: string };
  readonly stage: string;
  readonly scope: StackScope;
  readonly assets: Assets;
  readonly metadata: Metadata;
  /** Entries of our own constructs in this stack, those of its nested stacks not among them. */
  readonly entries: readonly FoundEntry[];
  /** What the account would expand before it reads the rest. */
  readonly macros: readonly Macro[];
}

type Deployed = (path: string) => DeployedIds | undefined;
/** A template in the place of the one that was synthesized, by the path of the stack. */
type Instead = (path: string) => unknown;

/**
 * Every stack of an assembly, nested ones after those that hold them.
 *
 * @param deployed what an account made of a stack, by its path: real names then take the place of stand-ins
 * @param instead what was synthesized another time, where that is to be read
 */
export function readStacks(directory: string, deployed: Deployed = () => undefined, instead: Instead = () => undefined): ReadStack[] {
  const exported = new Map<string, () => unknown>();
  const stacks = readManifest(directory).flatMap((artifact) => readStack(artifact, exported, deployed, instead));
  for (const { scope, artifact } of stacks) {
    for (const [name, value] of scope.exports()) exported.set(exportKey(artifact, name), value);
  }
  return stacks;
}

/** Exports are known in one account and region, and one name may appear in several environments. */
function exportKey({ stage, environment }: StackArtifact, name: string): string {
  return `${stage}|${environment}|${name}`;
}

function readStack(
  artifact: StackArtifact,
  exported: ReadonlyMap<string, () => unknown>,
  deployed: Deployed,
  instead: Instead,
): ReadStack[] {
  const assets = readAssets(artifact.assetManifests);
  const all = serviceEntries(artifact.metadata, (path) => placeOf(artifact.metadata, path));
  const read: ReadStack[] = [];
  const build = (
    templatePath: string | undefined,
    path: string,
    stackName: string,
    parameters: Readonly<Record<string, () => unknown>>,
    nestedIn?: ReadStack['nestedIn'],
  ): StackScope => {
    const other = instead(path);
    const { template, macros } =
      other === undefined && templatePath !== undefined ? readTemplate(templatePath) : parseTemplate(other, path);
    const nested = new Map<string, StackScope>();
    const ids = deployed(path);
    const scope = new StackScope({
      path,
      template,
      stackName,
      ...whereabouts(artifact),
      ...(ids === undefined ? {} : { ...whereaboutsOf(ids.stackId), physicalIds: ids.resources }),
      parameters,
      importValue: (name) => exported.get(exportKey(artifact, name))?.() ?? new Unknown(`no stack of the assembly exports ${name}`),
      nested: (logicalId) => nested.get(logicalId),
      placeOf: (logicalId) => placeOfResource(artifact.metadata, template, path, logicalId),
    });
    read.push({
      artifact,
      path,
      ...(nestedIn === undefined ? {} : { nestedIn }),
      stage: artifact.stage,
      scope,
      assets,
      metadata: artifact.metadata,
      entries: [],
      macros,
    });
    for (const { logicalId, resource } of scope.resources('AWS::CloudFormation::Stack')) {
      const file =
        nestedTemplate(artifact, resource.Metadata?.['aws:asset:path']) ??
        assets.fileByKey(objectKey(scope.properties(logicalId)['TemplateURL']));
      const within = scope.placeOf(logicalId).path?.replace(/\.NestedStack\/.*$/, '') ?? `${path}/${logicalId}`;
      if (file === undefined && instead(within) === undefined) continue;
      const given = resource.Properties?.['Parameters'];
      const names = typeof given === 'object' && given !== null ? Object.entries(given) : [];
      const passed = Object.fromEntries(names.map(([name, value]) => [name, (): unknown => scope.resolve(value)]));
      nested.set(logicalId, build(file, within, `${stackName}-${logicalId}`, passed, { path, logicalId }));
    }
    return scope;
  };
  build(
    artifact.template,
    artifact.path,
    artifact.stackName,
    Object.fromEntries(Object.entries(artifact.parameters).map(([name, value]) => [name, (): unknown => value])),
  );
  return read.map((stack) => ({ ...stack, entries: entriesOf(stack, read, all) }));
}

/** An entry belongs to the innermost stack around it. */
function entriesOf(stack: ReadStack, stacks: readonly ReadStack[], entries: readonly FoundEntry[]): FoundEntry[] {
  const owner = (path: string): ReadStack | undefined =>
    stacks.filter((each) => path.startsWith(`${each.path}/`)).toSorted((a, b) => b.path.length - a.path.length)[0];
  return entries.filter(({ path }) => owner(path) === stack);
}

function nestedTemplate({ directory }: StackArtifact, asset: unknown): string | undefined {
  const path = typeof asset === 'string' ? join(directory, asset) : undefined;
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** The last part of a URL, under which an asset manifest lists the file. */
function objectKey(url: unknown): string {
  return typeof url === 'string' ? (url.split('/').at(-1) ?? '') : '';
}

function whereabouts({ environment }: StackArtifact): { account: string; region: string; partition: string } {
  const [, account = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(environment) ?? [];
  const known = region === '' || region === 'unknown-region' ? STAND_IN_REGION : region;
  return {
    account: account === '' || account === 'unknown-account' ? STAND_IN_ACCOUNT : account,
    region: known,
    partition: known.startsWith('cn-') ? 'aws-cn' : known.startsWith('us-gov-') ? 'aws-us-gov' : 'aws',
  };
}

/** From `arn:aws:cloudformation:region:account:stack/name/id`. */
function whereaboutsOf(stackId: string): { stackName: string; account: string; region: string; partition: string } {
  const [, partition = '', , region = '', account = '', resource = ''] = stackId.split(':');
  return { partition, region, account, stackName: resource.split('/')[1] ?? '' };
}
