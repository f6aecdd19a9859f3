import { instanceFacts } from '../limits/index.js';
import { variantsOf } from './endpoints.js';
import { MODEL_BYTES_METADATA } from './rule.js';
import type { Problem, Rule, Template } from './rule.js';
import { isRecord, numberOf, referredBy, textOf } from './template.js';

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
  return variantsOf(template).flatMap(({ config, property, variant, name }) => {
    const model = template.Resources?.[referredBy(variant['ModelName']) ?? ''];
    const bytes = numberOf(isRecord(model?.Metadata) ? model.Metadata[MODEL_BYTES_METADATA] : undefined);
    const facts = instanceFacts(textOf(variant['InstanceType']) ?? '');
    if (bytes === undefined || facts === undefined || bytes <= facts.memoryGiB * GIBIBYTE) return [];
    return [
      {
        logicalId: config.logicalId,
        property: `${property}.InstanceType`,
        message: `the model of variant '${name ?? ''}' has ${(bytes / GIBIBYTE).toFixed(1)} GiB, and ${facts.name} has ${facts.memoryGiB} GiB of memory; take a larger type, or a smaller model`,
      },
    ];
  });
}
