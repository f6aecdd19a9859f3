import { FileAssetPackaging, Stack, Stage, type FileAssetLocation } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { MonitorDocument } from '../../../core/drift/monitor/document.js';
import { readProfile } from '../../../core/drift/profile/read.js';
import type { Profile } from '../../../core/drift/profile/profile.js';
import { SlipwayError } from '../../../core/errors/index.js';
import type { GoldenRow } from '../../../core/schema/golden-row.js';
import { columnOrder } from '../../../core/schema/columns.js';
import { parseSchema } from '../../../core/schema/parse.js';
import type { ModelSchema } from '../../../core/schema/schema.js';
import { SERVED } from '../../../core/service/served.js';
import { findModelFiles, readJson } from '../../model/model-files.js';

const PROFILE = 'profile.json';
const GOLDEN = join('samples', 'golden.jsonl');

/** Where a model's own baseline lies; undefined where it has none. */
export function baselineOfModel(folder: string | undefined): string | undefined {
  const path = folder === undefined ? undefined : join(folder, 'baseline');
  return path !== undefined && existsSync(join(path, PROFILE)) ? path : undefined;
}

/** Puts together what a monitor compares with. */
export function monitorDocument(baseline: string, modelFolder: string | undefined): MonitorDocument {
  const path = join(baseline, PROFILE);
  if (!existsSync(path))
    throw new SlipwayError('drift-monitor', `there is no ${path}; make it with \`slipway baseline DATA -o ${baseline}\``);
  const profile = readProfile(readJson(path), path);
  const schema = modelFolder === undefined ? undefined : schemaOf(modelFolder);
  if (schema !== undefined) refuseOtherSchema(profile, schema, path);
  return {
    version: 1,
    baseline: profile,
    golden: modelFolder === undefined ? [] : goldenRows(join(modelFolder, GOLDEN)),
    outputs: schema?.outputs ?? [],
    digests: modelFolder === undefined || schema === undefined ? {} : digestsOf(modelFolder, schema),
  };
}

/** Writes the document into the cloud assembly as an asset of its own, named by its content. */
export function addMonitorDocument(scope: Construct, document: MonitorDocument): FileAssetLocation {
  const stage = Stage.of(scope);
  if (stage === undefined)
    throw new SlipwayError('no-stage', 'a monitor has to be inside an App or a Stage; put its stack into one', { path: scope.node.path });
  const text = JSON.stringify(document);
  const digest = createHash('sha256').update(text).digest('hex');
  const file = join(stage.assetOutdir, `asset.${digest}.json`);
  if (!existsSync(file)) writeFileSync(file, text);
  return Stack.of(scope).synthesizer.addFileAsset({
    fileName: relative(stage.outdir, file),
    packaging: FileAssetPackaging.FILE,
    sourceHash: digest,
  });
}

/** Whether a model takes records without some of their values; also where nobody says. */
export function mayMissValues(folder: string | undefined): boolean {
  const schema = folder === undefined ? undefined : schemaOf(folder);
  return schema === undefined || schema.features.some(({ optional }) => optional === true);
}

function schemaOf(folder: string): ModelSchema | undefined {
  const path = join(folder, 'schema.json');
  return existsSync(path) ? parseSchema(readJson(path), path) : undefined;
}

/** A baseline of another model would find every feature missing, or none of those that matter. */
function refuseOtherSchema({ inputs, features, predictions }: Profile, schema: ModelSchema, path: string): void {
  const names = schema.features.map(({ name }) => name);
  const known = new Set([...names, ...predictions.map(({ name }) => name)]);
  const strange = [...inputs, ...features.map(({ name }) => name)].filter((name) => !known.has(name));
  const absent = names.filter((name) => !inputs.includes(name));
  if (strange.length === 0 && absent.length === 0) return;
  const said = [
    ...(strange.length === 0 ? [] : [`it has ${[...new Set(strange)].slice(0, 5).join(', ')}, which the model does not take`]),
    ...(absent.length === 0 ? [] : [`it lacks ${absent.slice(0, 5).join(', ')}`]),
  ];
  throw new SlipwayError('drift-monitor', `the baseline is of another schema: ${said.join('; ')}; make it again with --schema`, {
    source: path,
  });
}

function goldenRows(path: string): GoldenRow[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as GoldenRow);
}

/** What the endpoint tells of itself when it serves this model. */
function digestsOf(folder: string, schema: ModelSchema): Record<string, string> {
  // The file that holds the model comes first among what serves.
  const [model] = findModelFiles(folder).serving;
  return {
    ...(model === undefined ? {} : { [SERVED.model]: createHash('sha256').update(readFileSync(model.path)).digest('hex') }),
    [SERVED.columns]: createHash('sha256').update(columnOrder(schema)).digest('hex'),
  };
}
