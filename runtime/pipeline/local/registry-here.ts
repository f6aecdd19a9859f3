import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, type JsonObject } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskRegistry } from '../tasks.js';
import { filesBelow, placeFiles, type RunPlaces } from './run-places.js';

/** A version as its file holds it: what it was registered with, and its ARN. */
interface Version {
  readonly version: number;
  readonly arn: string;
  readonly request: JsonObject;
}

export interface RegistryHereSettings {
  readonly places: RunPlaces;
  readonly region: string;
  readonly account: string;
}

/**
 * The model registry as a folder beside the runs: `versions/<group>/<number>.json`, and the models that they name. To approve a version, write `Approved`
 * into its file.
 */
export function registryTasks({ places, region, account }: RegistryHereSettings): TaskRegistry {
  const folderOf = (group: string): string => join(places.registry, 'versions', group);
  const versionsOf = (group: string): Version[] => {
    const folder = folderOf(group);
    return existsSync(folder)
      ? readdirSync(folder)
          .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Version)
          .toSorted((a, b) => b.version - a.version)
      : [];
  };
  return {
    'aws-sdk:s3:copyObject': async ({ arguments: given }) => {
      const target = places.folderOf(`s3://${textAt(given, 'Bucket')}/${textAt(given, 'Key')}`);
      rmSync(target, { recursive: true, force: true });
      placeFiles(filesBelow(places.folderOf(`s3://${textAt(given, 'CopySource')}`)), target);
      return {};
    },
    'aws-sdk:sagemaker:createModelPackage': async ({ arguments: given }) => {
      const request = isObject(given) ? given : {};
      const group = textAt(given, 'ModelPackageGroupName');
      const versions = versionsOf(group);
      const before = versions.find((each) => each.request['ClientToken'] === request['ClientToken']);
      const version = before?.version ?? (versions[0]?.version ?? 0) + 1;
      const arn = `arn:aws:sagemaker:${region}:${account}:model-package/${group.toLowerCase()}/${version}`;
      mkdirSync(folderOf(group), { recursive: true });
      if (before === undefined)
        writeFileSync(join(folderOf(group), `${version}.json`), `${JSON.stringify({ version, arn, request }, undefined, 2)}\n`);
      return { ModelPackageArn: arn };
    },
    'aws-sdk:sagemaker:listModelPackages': async ({ arguments: given }) => {
      const status = textAt(given, 'ModelApprovalStatus');
      const [newest] = versionsOf(textAt(given, 'ModelPackageGroupName')).filter(
        ({ request }) => request['ModelApprovalStatus'] === status,
      );
      return {
        ModelPackageSummaryList: newest === undefined ? [] : [{ ModelPackageArn: newest.arn, ModelPackageVersion: newest.version }],
      };
    },
    'aws-sdk:sagemaker:describeModelPackage': async ({ arguments: given }): Promise<Json> => {
      const arn = textAt(given, 'ModelPackageName');
      const found = groupsIn(join(places.registry, 'versions'))
        .flatMap((group) => versionsOf(group))
        .find((version) => version.arn === arn);
      if (found === undefined) throw new StateFailure('SageMaker.SageMakerException', `ModelPackage ${arn} does not exist.`);
      return { ...found.request, ModelPackageArn: arn, ModelPackageVersion: found.version };
    },
  };
}

function groupsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function textAt(given: Json, key: string): string {
  const value = isObject(given) ? given[key] : undefined;
  if (typeof value === 'string') return value;
  throw new StateFailure('States.Runtime', `${key} is no text`);
}
