import type { Refusal } from '../plan.js';
import type { ReadStack } from './stacks.js';

/** Calls that make an endpoint when something runs, as they stand in definitions, inline code and custom resources. */
const CREATES = /createEndpoint\b|CreateEndpoint\b|create_endpoint\b/;
const MAKERS =
  /^(AWS::StepFunctions::StateMachine|AWS::SageMaker::Pipeline|AWS::Lambda::Function|AWS::CloudFormation::CustomResource|Custom::.*)$/;
/** Code that lies elsewhere shows by what its role may do. */
const PERMISSIONS = /^AWS::IAM::(Policy|ManagedPolicy|RolePolicy|Role)$/;

/** What may matter to a rehearsal and is not played, by name: better said than found missing. */
export function readRefusals(stacks: readonly ReadStack[]): Refusal[] {
  return stacks.flatMap((stack) => [...transforms(stack), ...macros(stack), ...madeAtRunTime(stack)]);
}

function transforms({ scope, path }: ReadStack): Refusal[] {
  const { Transform } = scope.template as { Transform?: unknown };
  if (Transform === undefined) return [];
  return [
    {
      path,
      place: { path },
      what: 'transform',
      reason: `${JSON.stringify(Transform)} rewrites the template in the account; what it adds is not seen here`,
    },
  ];
}

function macros({ scope, path, macros: called }: ReadStack): Refusal[] {
  return called.map(({ name, logicalId }) => {
    const place = logicalId === undefined ? { path } : scope.placeOf(logicalId);
    return { path: place.path ?? path, place, what: 'macro', reason: `${name} is expanded in the account; what it makes is not seen here` };
  });
}

function madeAtRunTime(stack: ReadStack): Refusal[] {
  const makers = creators(stack, MAKERS, (type) => `a ${type} creates it when it runs; no template declares it`);
  return makers.length > 0
    ? makers
    : creators(stack, PERMISSIONS, () => 'who has this permission creates it when it runs; no template declares it');
}

function creators({ scope }: ReadStack, types: RegExp, reasonFor: (type: string) => string): Refusal[] {
  const { Resources = {} } = scope.template;
  const present = [...new Set(Object.values(Resources).map(({ Type }) => Type))].filter((type) => types.test(type));
  return scope
    .resources(...present)
    .filter(({ resource }) => CREATES.test(JSON.stringify(resource.Properties ?? {})))
    .map(({ logicalId, resource }) => {
      const place = scope.placeOf(logicalId);
      return { path: place.path ?? logicalId, place, what: 'endpoint made at run time', reason: reasonFor(resource.Type) };
    });
}
