import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, objectOf, shown, textOf } from './template.js';

export const variantManagedScaling: Rule = {
  id: 'variant-managed-scaling',
  severity: 'error',
  when: 'managed instance scaling is asked for a variant that serves a model by itself, and not inference components',
  remedy: 'scale it by Application Auto Scaling, or serve inference components',
  source: 'hashicorp/terraform-provider-aws, issue 45926: the API refuses it',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template)
    .filter(({ variant }) => {
      const managed = objectOf(variant['ManagedInstanceScaling']);
      return managed !== undefined && textOf(managed['Status']) !== 'DISABLED' && !isAbsent(variant['ModelName']);
    })
    .map(({ config, property, name }) => ({
      logicalId: config.logicalId,
      property: `${property}.ManagedInstanceScaling`,
      message: `variant ${shown(name ?? '')} names a model, and managed instance scaling is for inference components alone; scale it by Application Auto Scaling`,
    }));
}
