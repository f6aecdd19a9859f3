import { machineOf, scaledVariantsOf, variantsOfConfig, type DeclaredVariant } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { textOf } from './template.js';

export const scalingBurstable: Rule = {
  id: 'scaling-burstable',
  severity: 'error',
  when: 'a burstable instance type is scaled by load: its CPU credits make the metric lie',
  remedy: 'take a type that is not burstable, such as ml.m5.large',
  source: 'SageMaker Developer Guide, endpoint-auto-scaling-prerequisites',
  check,
};

function check(template: Template): Problem[] {
  return scaledVariantsOf(template).flatMap(({ endpoint: { config }, variantName }) =>
    (config === undefined ? [] : variantsOfConfig(config))
      .filter((declared) => declared.name === variantName && isBurstable(declared))
      .map(({ config: { logicalId }, property, variant }) => ({
        logicalId,
        property: `${property}.InstanceType`,
        message: `variant '${variantName}' is autoscaled on ${textOf(variant['InstanceType'])}, which is burstable: when its credits are gone, it slows down below what the target assumes; take a type that is not, such as ml.m5.large`,
      })),
  );
}

/** T types that the table does not know are burstable as well. */
function isBurstable(declared: DeclaredVariant): boolean {
  return machineOf(declared)?.burstable ?? /^ml\.t\d/.test(textOf(declared.variant['InstanceType']) ?? '');
}
