import type { StateRule } from '../plan.js';
import { letsThrough, matchersOf } from './matchers.js';
import type { ReadStack } from './stacks.js';
import { record } from './values.js';

const RULE = 'AWS::Events::Rule';
const SOURCE = 'aws.cloudwatch';
const DETAIL_TYPE = 'CloudWatch Alarm State Change';

/** EventBridge rules that pass on changes of alarms; those that are switched off or have no target tell nobody. */
export function readStateRules(stacks: readonly ReadStack[]): StateRule[] {
  return stacks.flatMap(({ scope, stage }) =>
    scope.resources(RULE).flatMap(({ logicalId }): StateRule[] => {
      const { State: state, EventPattern: pattern, Targets: targets } = scope.properties(logicalId);
      const event = record(pattern);
      if (state === 'DISABLED' || event === undefined || !Array.isArray(targets) || targets.length === 0) return [];
      if (!letsThrough(matchersOf(event['source']), SOURCE) || !letsThrough(matchersOf(event['detail-type']), DETAIL_TYPE)) return [];
      const detail = record(event['detail']);
      if (!letsThrough(matchersOf(record(detail?.['state'])?.['value']), 'ALARM')) return [];
      return [
        { stage, place: scope.placeOf(logicalId), names: matchersOf(detail?.['alarmName']), resources: matchersOf(event['resources']) },
      ];
    }),
  );
}
