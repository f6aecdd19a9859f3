import type { DeclaredService } from '../status/declared.js';
import type { Impacts } from './impacts.js';
import { text } from '../../assembly/values.js';

/** Why SageMaker or CloudFormation would not carry out an update of a running endpoint. */
export function refusals(before: DeclaredService, after: DeclaredService, impactsOf: (stackPath: string) => Impacts): string[] {
  return [...mode(before, after), ...variantNames(before, after), ...scaled(before, after), ...fixedNames(after, impactsOf)];
}

/** SageMaker Developer Guide, serverless-endpoints: an instance-based endpoint cannot become serverless; the other way works. */
function mode(before: DeclaredService, after: DeclaredService): string[] {
  if (before.mode === 'serverless' || after.mode !== 'serverless') return [];
  return [
    `SageMaker does not make a ${before.mode} endpoint serverless; give the serverless one another name, move the callers, then remove this one`,
  ];
}

/** Developer Guide, deployment-guardrails-exclusions: the new configuration has to use the variant names of the old. */
function variantNames(before: DeclaredService, after: DeclaredService): string[] {
  if (after.endpoint['DeploymentConfig'] === undefined) return [];
  const gone = before.variants.filter(({ name, shadow }) => !shadow && !after.variants.some((variant) => variant.name === name));
  if (gone.length === 0) return [];
  return [
    `variant ${gone.map(({ name }) => name).join(', ')} is gone, and an update with guardrails needs the variant names that serve; keep the name`,
  ];
}

/** Developer Guide, endpoint-scaling: an update that changes the instance type of a variant that scales, or removes it, fails. */
function scaled(before: DeclaredService, after: DeclaredService): string[] {
  return before.variants.flatMap(({ name, scaling, instanceType }) => {
    if (scaling === null) return [];
    const next = after.variants.find((variant) => variant.name === name);
    if (next !== undefined && next.instanceType === instanceType) return [];
    const what =
      next === undefined ? 'it is removed' : `its instance type changes from ${instanceType ?? 'none'} to ${next.instanceType ?? 'none'}`;
    return [
      `variant ${name} scales, and ${what}: SageMaker refuses that while autoscaling is registered for it; deploy without scaling first, then with the change, then with scaling`,
    ];
  });
}

/** CloudFormation makes the new one before it deletes the old one, and both cannot have the same name. */
function fixedNames({ config, models }: DeclaredService, impactsOf: (stackPath: string) => Impacts): string[] {
  const named = [
    ...(config === null ? [] : [{ ...config, property: 'EndpointConfigName' }]),
    ...models.map((model) => ({ ...model, property: 'ModelName' })),
  ];
  return named.flatMap(({ stack, logicalId, property }) => {
    const fixed = text(stack.scope.template.Resources?.[logicalId]?.Properties?.[property]);
    if (fixed === undefined || impactsOf(stack.path).get(logicalId)?.impact !== 'replaced') return [];
    const path = stack.scope.placeOf(logicalId).path ?? logicalId;
    return [`${path} has to be replaced and has the fixed name ${fixed}, which the old one still has; leave ${property} out`];
  });
}
