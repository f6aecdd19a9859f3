import { MODEL } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, itemsOf, objectOf, presentOf, referredBy, resourceAt, resourcesOf, shown, textOf, type Found } from './template.js';

export const packageApproval: Rule = {
  id: 'package-approval',
  severity: 'error',
  when: 'a model is made of a version of the registry that is not approved, or gives an image or data beside it',
  remedy: 'set ModelApprovalStatus to Approved once somebody has approved the version; leave Image and ModelDataUrl to it',
  source: 'botocore 1.43.107, sagemaker, CreateModelPackageInput (it must be Approved to deploy) and ContainerDefinition',
  check,
};

export const PACKAGE = 'AWS::SageMaker::ModelPackage';
const SAID_BY_PACKAGE = ['Image', 'ModelDataUrl', 'ModelDataSource'];

function check(template: Template): Problem[] {
  return resourcesOf(template, MODEL).flatMap((model) =>
    containersOf(model).flatMap(({ at, container }) => {
      const named = presentOf(container['ModelPackageName']);
      if (named === undefined) return [];
      const problem = (property: string, message: string): Problem => ({
        logicalId: model.logicalId,
        property: `${at}.${property}`,
        message,
      });
      const version = resourceAt(template, referredBy(named));
      const status = version?.Type === PACKAGE ? presentOf(version.Properties?.['ModelApprovalStatus']) : 'Approved';
      const refused = status === undefined || (textOf(status) !== undefined && status !== 'Approved');
      return [
        ...(refused
          ? [
              problem(
                'ModelPackageName',
                `the version ${referredBy(named) ?? ''} has approval ${shown(status)}, and SageMaker makes no model of it; set its ModelApprovalStatus to Approved once somebody has approved it`,
              ),
            ]
          : []),
        ...SAID_BY_PACKAGE.filter((key) => !isAbsent(container[key])).map((key) =>
          problem(key, `${key} stands beside ModelPackageName, which says it already; leave one of them out`),
        ),
      ];
    }),
  );
}

function containersOf({ properties }: Found): { readonly at: string; readonly container: Readonly<Record<string, unknown>> }[] {
  const primary = objectOf(presentOf(properties['PrimaryContainer']));
  return [
    ...(primary === undefined ? [] : [{ at: 'PrimaryContainer', container: primary }]),
    ...itemsOf(properties['Containers']).map(({ index, item }) => ({ at: `Containers.${index}`, container: item })),
  ];
}
