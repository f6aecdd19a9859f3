import { PACKAGE } from './package-approval.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, isIntrinsic, resourcesOf } from './template.js';

export const packageVersion: Rule = {
  id: 'package-version',
  severity: 'error',
  when: 'a model package is both a version of a group and a package of its own, or a version has tags of its own',
  remedy: 'give ModelPackageGroupName or ModelPackageName; tag the group, whose tags its versions have',
  source: 'botocore 1.43.107, sagemaker, CreateModelPackageInput',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, PACKAGE).flatMap(({ logicalId, properties }) => {
    const { ModelPackageGroupName: group, ModelPackageName: name, Tags: tags } = properties;
    if (isAbsent(group)) return [];
    return [
      ...(isAbsent(name) || isIntrinsic(name) || isIntrinsic(group)
        ? []
        : [
            { logicalId, property: 'ModelPackageName', message: 'ModelPackageGroupName and ModelPackageName exclude each other; give one' },
          ]),
      ...(Array.isArray(tags) && tags.length > 0
        ? [{ logicalId, property: 'Tags', message: 'a version has the tags of its group, and SageMaker refuses others; tag the group' }]
        : []),
    ];
  });
}
