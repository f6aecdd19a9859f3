import { variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isRecord, refOf, referredBy, resourceAt, shown } from './template.js';

export const modelName: Rule = {
  id: 'model-name',
  severity: 'error',
  when: 'a variant names a model that does not exist, or by its ARN',
  remedy: 'give Fn::GetAtt with ModelName',
  source: 'CloudFormation template reference, AWS::SageMaker::Model, return values',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template).flatMap(({ config, property, variant }) => {
    const value = variant['ModelName'];
    const problem = (message: string): Problem[] => [{ logicalId: config.logicalId, property: `${property}.ModelName`, message }];
    const ref = refOf(value);
    if (ref !== undefined && resourceAt(template, ref)?.Type === 'AWS::SageMaker::Model') {
      return problem(`ModelName is the Ref of ${ref}, which is an ARN; give Fn::GetAtt ${ref}.ModelName`);
    }
    const target = referredBy(value);
    if (target === undefined || target.startsWith('AWS::') || isDeclared(template, target)) return [];
    return problem(`ModelName is ${shown(value)}, and there is no ${target} in this template; name a model that is`);
  });
}

function isDeclared(template: Template, logicalId: string): boolean {
  const parameters: unknown = template.Parameters;
  return resourceAt(template, logicalId) !== undefined || (isRecord(parameters) && Object.hasOwn(parameters, logicalId));
}
