import { CONTAINER_LIMITS } from '../limits/index.js';
import type { Problem, Rule, Template } from './rule.js';
import { itemsOf, objectOf, resourcesOf, shown, textOf, type Found } from './template.js';

export const containerEnvironment: Rule = {
  id: 'container-environment',
  severity: 'error',
  when: 'the environment of a container has too many entries, or one that is not accepted',
  remedy: 'shorten it: 100 entries, names of letters, digits and underscores, 1024 characters each',
  source: 'botocore 1.43.107, sagemaker, EnvironmentMap, EnvironmentKey, EnvironmentValue',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, 'AWS::SageMaker::Model').flatMap((model) =>
    containersOf(model).flatMap(([property, container]) =>
      problemsOf(model, `${property}.Environment`, objectOf(container['Environment']) ?? {}),
    ),
  );
}

function containersOf({ properties }: Found): [string, Readonly<Record<string, unknown>>][] {
  const primary = objectOf(properties['PrimaryContainer']);
  return [
    ...(primary !== undefined ? [['PrimaryContainer', primary] as [string, Readonly<Record<string, unknown>>]] : []),
    ...itemsOf(properties['Containers']).map(({ index, item }): [string, Readonly<Record<string, unknown>>] => [
      `Containers.${index}`,
      item,
    ]),
  ];
}

function problemsOf({ logicalId }: Found, property: string, environment: Readonly<Record<string, unknown>>): Problem[] {
  const { environmentEntries, environmentKeyPattern, environmentTextLength, environmentTotalBytes } = CONTAINER_LIMITS;
  const entries = Object.entries(environment);
  // A character is at least a byte: nothing is refused that fits.
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + (textOf(value)?.length ?? 0), 0);
  // A value may be a secret: messages name the variable alone.
  return [
    ...(entries.length > environmentEntries
      ? [{ logicalId, property, message: `${entries.length} variables are given; at most ${environmentEntries} are accepted` }]
      : []),
    ...(bytes > environmentTotalBytes
      ? [{ logicalId, property, message: `the variables have ${bytes} bytes; at most ${environmentTotalBytes} are accepted` }]
      : []),
    ...entries
      .filter(([name]) => !environmentKeyPattern.test(name) || name.length > environmentTextLength)
      .map(([name]) => ({
        logicalId,
        property,
        message: `variable ${shown(name)} is not accepted; use letters, digits and underscores, starting with no digit`,
      })),
    ...entries
      .filter(([, value]) => typeof value === 'string' && value.length > environmentTextLength)
      .map(([name, value]) => ({
        logicalId,
        property,
        message: `variable ${shown(name)} has ${String(value).length} characters; at most ${environmentTextLength} are accepted`,
      })),
  ];
}
