import type { Refusal } from '../plan.js';
import type { ReadStack } from './stacks.js';

/** Calls that make an endpoint when something runs, as they stand in definitions and custom resources. */
const CREATES = /createEndpoint\b|CreateEndpoint\b|create_endpoint\b/;
const MAKERS = ['AWS::StepFunctions::StateMachine', 'AWS::SageMaker::Pipeline', 'Custom::AWS', 'AWS::CloudFormation::CustomResource'];

/** What may matter to a rehearsal and is not played, by name: better said than found missing. */
export function readRefusals(stacks: readonly ReadStack[]): Refusal[] {
  return stacks.flatMap((stack) => [...transforms(stack), ...madeAtRunTime(stack)]);
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

function madeAtRunTime({ scope }: ReadStack): Refusal[] {
  return scope
    .resources(...MAKERS)
    .filter(({ resource }) => CREATES.test(JSON.stringify(resource.Properties ?? {})))
    .map(({ logicalId, resource }) => {
      const place = scope.placeOf(logicalId);
      return {
        path: place.path ?? logicalId,
        place,
        what: 'endpoint made at run time',
        reason: `a ${resource.Type} creates it when it runs; no template declares it`,
      };
    });
}
