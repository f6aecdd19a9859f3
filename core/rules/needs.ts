import { readNeeds } from '../planning/measured.js';
import { obstaclesOf, type ModelNeeds, type ObstacleKind, type Room } from '../planning/obstacles.js';
import { endpointsOf, machineOf, modelOf, modeOf, variantsOf, type DeclaredVariant } from './endpoints.js';
import { MODEL_BYTES_METADATA, MODEL_MEASURED_METADATA, type Problem, type Template } from './rule.js';
import { isRecord, numberOf, objectOf, shown } from './template.js';

const MIB_PER_GIB = 1024;

/** What of one kind keeps the models of a template from running where they are declared. */
export function needProblems(template: Template, kind: ObstacleKind, advice: string): Problem[] {
  return variantsOf(template).flatMap((declared): Problem[] => {
    const needs = needsOf(template, declared);
    const { room, property } = roomOf(template, declared);
    if (needs === undefined) return [];
    return obstaclesOf(needs, room)
      .filter((obstacle) => obstacle.kind === kind)
      .map(({ text }) => ({
        logicalId: declared.config.logicalId,
        property: `${declared.property}.${property[kind] ?? 'ModelName'}`,
        message: `${text} (variant ${shown(declared.name)}); ${advice}`,
      }));
  });
}

/** What the metadata of a variant's model says; undefined where nothing does. */
function needsOf(template: Template, declared: DeclaredVariant): ModelNeeds | undefined {
  const metadata = modelOf(template, declared)?.resource.Metadata;
  if (!isRecord(metadata)) return undefined;
  const bytes = numberOf(metadata[MODEL_BYTES_METADATA]);
  const measured = metadata[MODEL_MEASURED_METADATA];
  return bytes === undefined && measured === undefined ? undefined : { ...readNeeds(measured), bytes };
}

function roomOf(
  template: Template,
  declared: DeclaredVariant,
): { readonly room: Room; readonly property: Partial<Record<ObstacleKind, string>> } {
  const { variant, config } = declared;
  const serverless = numberOf(objectOf(variant['ServerlessConfig'])?.['MemorySizeInMB']);
  if (serverless !== undefined)
    return {
      room: { mode: 'serverless', name: `MemorySizeInMB ${serverless}`, memoryMiB: serverless },
      property: { memory: 'ServerlessConfig.MemorySizeInMB' },
    };
  const machine = machineOf(declared);
  const mode = endpointsOf(template).find((each) => each.config === config)?.mode ?? modeOf(config) ?? 'real-time';
  return {
    room: {
      mode,
      name: machine?.name ?? shown(variant['InstanceType']),
      memoryMiB: machine === undefined ? undefined : machine.memoryGiB * MIB_PER_GIB,
      gpuMemoryMiB: machine === undefined ? undefined : machine.gpus * machine.gpuMemoryGiB * MIB_PER_GIB,
      diskGiB: numberOf(variant['VolumeSizeInGB']),
      downloadSeconds: numberOf(variant['ModelDataDownloadTimeoutInSeconds']),
      startSeconds: numberOf(variant['ContainerStartupHealthCheckTimeoutInSeconds']),
    },
    property: {
      memory: 'InstanceType',
      disk: 'VolumeSizeInGB',
      download: 'ModelDataDownloadTimeoutInSeconds',
      start: 'ContainerStartupHealthCheckTimeoutInSeconds',
    },
  };
}
