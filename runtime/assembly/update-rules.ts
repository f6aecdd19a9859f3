import type { UpdateRule } from '../plan.js';
import { letsThrough, matchersOf } from './matchers.js';
import type { ReadStack } from './stacks.js';
import { record } from './values.js';

const RULE = 'AWS::Events::Rule';
const SOURCE = 'aws.sagemaker';
/** SageMaker Developer Guide, automating-sagemaker-with-eventbridge. Which of the two tells of a rollback is UNCONFIRMED: a rule on either counts. */
const DETAIL_TYPES = ['SageMaker Endpoint State Change', 'SageMaker Endpoint Deployment State Change'];
/** Upper snake case in events, whatever DescribeEndpoint says. */
export const ROLLING_BACK = 'ROLLING_BACK';

/** EventBridge rules that pass on the rollback of an endpoint's update; those that are switched off or have no target tell nobody. */
export function readUpdateRules(stacks: readonly ReadStack[]): UpdateRule[] {
  return stacks.flatMap(({ scope, stage, path: stack }) =>
    scope.resources(RULE).flatMap(({ logicalId }): UpdateRule[] => {
      const { State: state, EventPattern: pattern, Targets: targets } = scope.properties(logicalId);
      const event = record(pattern);
      if (state === 'DISABLED' || event === undefined || !Array.isArray(targets) || targets.length === 0) return [];
      const types = matchersOf(event['detail-type']);
      if (!letsThrough(matchersOf(event['source']), SOURCE) || !DETAIL_TYPES.some((type) => letsThrough(types, type))) return [];
      const detail = record(event['detail']);
      if (!letsThrough(matchersOf(detail?.['EndpointStatus']), ROLLING_BACK)) return [];
      const place = scope.placeOf(logicalId);
      const endpoints = matchersOf(detail?.['EndpointName']);
      return [
        {
          stage,
          stack,
          logicalId,
          path: place.path ?? `${stack}/${logicalId}`,
          place,
          targets: targets.length,
          ...(endpoints === undefined ? {} : { endpoints }),
        },
      ];
    }),
  );
}
