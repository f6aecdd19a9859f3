import { machineOf, modelOf, variantsOf, type DeclaredVariant } from './endpoints.js';
import { MODEL_BYTES_METADATA } from './rule.js';
import type { Problem, Rule, Template } from './rule.js';
import { isRecord, numberOf, objectOf, shown } from './template.js';

export const modelMemory: Rule = {
  id: 'model-memory',
  severity: 'error',
  when: 'a model is larger than the memory of what it is to run on',
  remedy: 'take a larger instance type, or a smaller model',
  source: 'kubernetes/autoscaler, ec2_instance_types.go (memory of the same-named EC2 types)',
  check,
};

const GIBIBYTE = 2 ** 30;

function check(template: Template): Problem[] {
  return variantsOf(template).flatMap((declared): Problem[] => {
    const metadata = modelOf(template, declared)?.resource.Metadata;
    const bytes = numberOf(isRecord(metadata) ? metadata[MODEL_BYTES_METADATA] : undefined);
    const room = roomOf(declared);
    if (bytes === undefined || room === undefined || bytes <= room.gibibytes * GIBIBYTE) return [];
    const message = `the model of variant ${shown(declared.name)} has ${(bytes / GIBIBYTE).toFixed(1)} GiB, and ${room.text}; take a larger type, or a smaller model`;
    return [{ logicalId: declared.config.logicalId, property: `${declared.property}.${room.property}`, message }];
  });
}

/** With GPUs the greater of the two memories counts: a model that fits neither runs on no terms. */
function roomOf(declared: DeclaredVariant): { readonly property: string; readonly text: string; readonly gibibytes: number } | undefined {
  const serverless = numberOf(objectOf(declared.variant['ServerlessConfig'])?.['MemorySizeInMB']);
  if (serverless !== undefined) {
    return { property: 'ServerlessConfig.MemorySizeInMB', text: `MemorySizeInMB is ${serverless}`, gibibytes: serverless / 1024 };
  }
  const machine = machineOf(declared);
  if (machine === undefined) return undefined;
  const { name, memoryGiB, gpus, gpuMemoryGiB } = machine;
  const text = `${name} has ${memoryGiB} GiB of memory${gpus > 0 ? ` and ${gpus * gpuMemoryGiB} GiB on its GPUs` : ''}`;
  return { property: 'InstanceType', text, gibibytes: Math.max(memoryGiB, gpus * gpuMemoryGiB) };
}
