import { modelOf, variantsOf } from './endpoints.js';
import type { Problem, Rule, Template } from './rule.js';
import { booleanOf, isAbsent, itemsOf, objectOf, presentOf, shown, textOf, type Found } from './template.js';

export const serverlessModel: Rule = {
  id: 'serverless-model',
  severity: 'error',
  when: 'a serverless variant serves a model with a VPC, network isolation, several containers, several models, or data that is no archive',
  remedy: 'serve such a model on instances, or give serverless one container with a tar.gz and no network of its own',
  source: 'SageMaker Developer Guide, serverless-endpoints, feature exclusions; botocore 1.43.107, ContainerDefinition',
  check,
};

function check(template: Template): Problem[] {
  return variantsOf(template)
    .filter(({ variant }) => objectOf(variant['ServerlessConfig']) !== undefined)
    .flatMap((declared) => {
      const model = modelOf(template, declared);
      if (model === undefined) return [];
      const name = shown(declared.name ?? '');
      return refused(model).map(({ property, what }) => ({
        logicalId: model.logicalId,
        property,
        message: `variant ${name} is serverless, and its model has ${what}, which serverless does not take; serve it on instances, or leave that out`,
      }));
    });
}

function refused({ properties }: Found): { readonly property: string; readonly what: string }[] {
  const containers = itemsOf(properties['Containers']);
  const primary = objectOf(presentOf(properties['PrimaryContainer']));
  const all = [
    ...(primary === undefined ? [] : [{ at: 'PrimaryContainer', container: primary }]),
    ...containers.map(({ index, item }) => ({ at: `Containers.${index}`, container: item })),
  ];
  return [
    ...(isAbsent(properties['VpcConfig']) ? [] : [{ property: 'VpcConfig', what: 'a VPC' }]),
    ...(booleanOf(properties['EnableNetworkIsolation']) === true
      ? [{ property: 'EnableNetworkIsolation', what: 'network isolation' }]
      : []),
    ...(containers.length > 1 ? [{ property: 'Containers', what: `${containers.length} containers` }] : []),
    ...all.flatMap(({ at, container }) => [
      ...(textOf(container['Mode']) === 'MultiModel' ? [{ property: `${at}.Mode`, what: 'several models in one container' }] : []),
      ...(isAbsent(container['ModelDataSource']) ? [] : [{ property: `${at}.ModelDataSource`, what: 'data that is no archive' }]),
    ]),
  ];
}
