import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';
import { readJson } from './read-json.js';

const METADATA = z.record(
  z.string(),
  z.array(z.looseObject({ type: z.string(), data: z.unknown().optional(), trace: z.array(z.string()).optional() })),
);
const ARTIFACT = z.looseObject({
  type: z.string(),
  environment: z.string().optional(),
  properties: z
    .looseObject({
      templateFile: z.string().optional(),
      stackName: z.string().optional(),
      directoryName: z.string().optional(),
      displayName: z.string().optional(),
      file: z.string().optional(),
      parameters: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  metadata: METADATA.optional(),
  additionalMetadataFile: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  displayName: z.string().optional(),
});
/**
 * The newest schema that was read here. A newer one changes what readers of this one rely on (that is when the CDK raises the number), older
 * ones down to 21 kept the shape of what is read.
 */
export const NEWEST_SCHEMA = 55;
const MANIFEST = z.looseObject({ version: z.string(), artifacts: z.record(z.string(), ARTIFACT).default({}) });

export type Metadata = z.infer<typeof METADATA>;

/** A stack as the manifests name it. */
export interface StackArtifact {
  readonly stackName: string;
  /** Construct path, `dev/Spam`. */
  readonly path: string;
  /** Path of the stage around it, '' at the top. */
  readonly stage: string;
  /** `aws://account/region`. */
  readonly environment: string;
  /** Folder of the manifest that names it; files are relative to it. */
  readonly directory: string;
  readonly template: string;
  readonly assetManifests: readonly string[];
  readonly metadata: Metadata;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Every stack of an assembly, those of its stages too, in the order of the manifests. */
export function readManifest(directory: string, stage: string = '', around: readonly string[] = []): StackArtifact[] {
  const path = join(directory, 'manifest.json');
  if (!existsSync(path)) {
    throw new SlipwayError(
      'assembly-not-found',
      `there is no cloud assembly in '${directory}', which has no manifest.json; run cdk synth first, or give its folder with --app`,
    );
  }
  refuseOthers(path);
  const { artifacts } = readJson(path, MANIFEST);
  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { type, properties = {} } = artifact;
    if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined) {
      const nested = join(directory, properties.directoryName);
      const holders = [...around, directory];
      return holders.includes(nested) ? [] : readManifest(nested, properties.displayName ?? id.replace(/^assembly-/, ''), holders);
    }
    if (type !== 'aws:cloudformation:stack' || properties.templateFile === undefined) return [];
    const metadata =
      artifact.additionalMetadataFile === undefined ? {} : readJson(join(directory, artifact.additionalMetadataFile), METADATA);
    return [
      {
        stackName: properties.stackName ?? id,
        path: artifact.displayName ?? id,
        stage,
        environment: artifact.environment ?? 'aws://unknown-account/unknown-region',
        directory,
        template: join(directory, properties.templateFile),
        assetManifests: (artifact.dependencies ?? []).flatMap((name) => assetManifest(directory, artifacts[name])),
        metadata: { ...artifact.metadata, ...metadata },
        parameters: properties.parameters ?? {},
      },
    ];
  });
}

/** Other tools write a manifest.json too, and newer CDKs one that this version may misread. */
function refuseOthers(path: string): void {
  const { version, artifacts } = readJson(path, z.looseObject({ version: z.unknown().optional(), artifacts: z.unknown().optional() }));
  const major = typeof version === 'string' ? Number(/^(\d+)\./.exec(version)?.[1]) : Number.NaN;
  if (Number.isNaN(major) || typeof artifacts !== 'object') {
    throw new SlipwayError(
      'assembly-not-found',
      `this manifest.json is not that of a cloud assembly: its version is ${JSON.stringify(version) ?? 'not given'}, and cdk synth writes one such as "${NEWEST_SCHEMA}.0.0" and a list of artifacts; give the folder that cdk synth wrote with --app`,
      { source: path },
    );
  }
  if (major > NEWEST_SCHEMA) {
    throw new SlipwayError(
      'assembly-newer',
      `the cloud assembly follows schema ${String(version)}, and this version of slipway reads up to ${NEWEST_SCHEMA}; update slipway`,
      { source: path },
    );
  }
}

function assetManifest(directory: string, artifact: z.infer<typeof ARTIFACT> | undefined): string[] {
  const file = artifact?.type === 'cdk:asset-manifest' ? artifact.properties?.file : undefined;
  return file === undefined ? [] : [join(directory, file)];
}
