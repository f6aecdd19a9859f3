import { basename, join } from 'node:path';
import type { ServiceModel, StandInEntry } from '../../core/service/entry.js';
import type { ContainerPlan, NotPlayed, ReadContainer } from '../plan.js';
import { isFolder, isOwnServer } from './assets.js';
import type { ReadStack } from './stacks.js';
import { existing } from './staged.js';
import { Unknown } from './unknown.js';
import { record, records, text } from './values.js';

/** What is said about a model beside its template. */
export interface Said {
  readonly root: string;
  readonly models: readonly ServiceModel[];
  readonly standIn?: StandInEntry;
}

/** The containers of an AWS::SageMaker::Model, in order. */
export function readContainers(stack: ReadStack, logicalId: string, said: Said): ReadContainer[] {
  const properties = stack.scope.properties(logicalId);
  const primary = record(properties['PrimaryContainer']);
  const definitions = primary === undefined ? records(properties['Containers']) : [primary];
  if (record(properties['InferenceExecutionConfig'])?.['Mode'] === 'Direct') {
    return [
      { ok: false, what: 'containers called directly', reason: `${logicalId} lets each request choose its container, which is not played` },
    ];
  }
  if (definitions.length === 0)
    return [{ ok: false, what: 'model without a container', reason: `${logicalId} declares neither PrimaryContainer nor Containers` }];
  return definitions.map((definition, index) =>
    readContainer(
      stack,
      definition,
      said.models.find(({ container }) => container === index),
      said,
    ),
  );
}

function readContainer(
  stack: ReadStack,
  definition: Readonly<Record<string, unknown>>,
  model: ServiceModel | undefined,
  { root, standIn: appWide }: Said,
): ReadContainer {
  const image = text(definition['Image']) ?? '';
  const imageFolder = stack.assets.imageFolder(image);
  const ours = isOwnServer(imageFolder);
  const url = modelUrl(definition);
  const folder = model?.folder === undefined ? folderOfAsset(stack, url) : existing(root, model.folder);
  // Image and archive of a version are in the registry; its files may travel with the assembly all the same.
  const registered = definition['ModelPackageName'] !== undefined && folder !== undefined ? { onnx: folder } : undefined;
  const standIn = standInAt(root, model?.standIn) ?? appWide ?? registered;
  const container: ContainerPlan = {
    ...(text(definition['ContainerHostname']) === undefined ? {} : { hostname: text(definition['ContainerHostname']) }),
    image,
    ours,
    environment: environmentOf(definition['Environment']),
    ...(folder === undefined ? {} : { modelFolder: folder }),
    ...(url === undefined ? {} : { modelDataUrl: url }),
    ...(model?.digest === undefined ? {} : { digest: model.digest }),
    ...(standIn === undefined ? {} : { standIn }),
  };
  const missing = [imageFolder, model?.folder].find((path) => path !== undefined && existing(root, path) === undefined);
  const reason = standIn === undefined ? (missing === undefined ? whyNotPlayed(definition, container) : lacking(missing)) : undefined;
  return reason === undefined ? { ok: true, container } : { ok: false, ...reason };
}

const GIVE = "give it a stand-in: standIn in the model's options or in slipway.json, or --stand-in PATH=model.onnx";

function lacking(path: string): { what: string; reason: string } {
  return {
    what: 'model without its files',
    reason: `${basename(path)} is not in the assembly, which names it; synthesize again into an empty folder, and copy all of it`,
  };
}

function whyNotPlayed(
  definition: Readonly<Record<string, unknown>>,
  { ours, image, modelFolder, modelDataUrl }: ContainerPlan,
): NotPlayed | undefined {
  if (definition['Mode'] === 'MultiModel')
    return { what: 'multi-model container', reason: `which model answers is decided by each request; ${GIVE}`, standInPlays: true };
  if (definition['ModelPackageName'] !== undefined)
    return { what: 'model package', reason: `its files are in the registry of the account; ${GIVE}`, standInPlays: true };
  if (!ours)
    return {
      what: 'image',
      reason: `${image === '' ? 'it is not known' : image} does not run here without Docker; ${GIVE}`,
      standInPlays: true,
    };
  if (modelFolder === undefined)
    return { what: 'model data', reason: `${modelDataUrl ?? 'none'} is not part of the assembly; ${GIVE}`, standInPlays: true };
  return undefined;
}

function modelUrl(definition: Readonly<Record<string, unknown>>): string | undefined {
  const source = record(record(definition['ModelDataSource'])?.['S3DataSource']);
  const url = definition['ModelDataUrl'] ?? source?.['S3Uri'];
  return url instanceof Unknown ? undefined : text(url);
}

/** A folder that travels with the stack as it is; archives are not unpacked here. */
function folderOfAsset({ assets }: ReadStack, url: string | undefined): string | undefined {
  const path = url === undefined ? undefined : assets.fileByKey(url.split('/').at(-1) ?? '');
  return path !== undefined && isFolder(path) ? path : undefined;
}

function environmentOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value) ?? {}).map(([name, each]) => [name, String(each)]));
}

const ASSEMBLY = '{assembly}/';

function standInAt(root: string, standIn: StandInEntry | undefined): StandInEntry | undefined {
  if (standIn === undefined || 'stub' in standIn) return standIn;
  const staged = (path: string): string => existing(root, path) ?? join(root, path);
  if ('onnx' in standIn) return { onnx: staged(standIn.onnx) };
  return { ...standIn, command: standIn.command.map((part) => (part.startsWith(ASSEMBLY) ? staged(part.slice(ASSEMBLY.length)) : part)) };
}
