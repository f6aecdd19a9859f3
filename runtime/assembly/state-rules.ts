import type { StateRule } from '../plan.js';
import type { ReadStack } from './stacks.js';
import { record, texts } from './values.js';

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
      if (!admits(event['source'], SOURCE) || !admits(event['detail-type'], DETAIL_TYPE)) return [];
      const detail = record(event['detail']);
      if (!admits(record(detail?.['state'])?.['value'], 'ALARM')) return [];
      return [
        { stage, place: scope.placeOf(logicalId), names: matchersOf(detail?.['alarmName']), resources: matchersOf(event['resources']) },
      ];
    }),
  );
}

/** Whether a list of a pattern lets a value through; one that is absent lets all through. */
function admits(list: unknown, value: string): boolean {
  const matchers = matchersOf(list);
  return (
    matchers === undefined || matchers.some(({ equals, prefix }) => equals === value || (prefix !== undefined && value.startsWith(prefix)))
  );
}

/** Values and prefixes; other filters of EventBridge are taken as not matching. */
function matchersOf(list: unknown): StateRule['names'] {
  if (!Array.isArray(list)) return undefined;
  const prefixes = list.flatMap((item: unknown) => {
    const prefix = record(item)?.['prefix'];
    return typeof prefix === 'string' ? [{ prefix }] : [];
  });
  return [...texts(list).map((equals) => ({ equals })), ...prefixes];
}
