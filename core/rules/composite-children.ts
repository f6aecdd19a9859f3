import { COMPOSITE_LIMITS } from '../limits/index.js';
import { alarmRuleOf, childrenOf } from './alarm-rule.js';
import { COMPOSITE } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { resourcesOf } from './template.js';

export const compositeChildren: Rule = {
  id: 'composite-children',
  severity: 'error',
  when: 'a composite alarm has more children, or a longer rule, than CloudWatch takes',
  remedy: 'split it into several',
  source: 'botocore 1.43.107, cloudwatch, PutCompositeAlarmInput; CloudWatch user guide, alarm-combining',
  check,
};

function check(template: Template): Problem[] {
  const { children: mostChildren, ruleLength } = COMPOSITE_LIMITS;
  return resourcesOf(template, COMPOSITE).flatMap(({ logicalId, properties }) => {
    const rule = alarmRuleOf(properties['AlarmRule']);
    if (rule === undefined) return [];
    const children = childrenOf(rule.text).length;
    const problem = (message: string): Problem => ({ logicalId, property: 'AlarmRule', message });
    return [
      ...(children > mostChildren ? [problem(`the rule names ${children} alarms; at most ${mostChildren} are accepted: split it`)] : []),
      ...(rule.length > ruleLength
        ? [problem(`the rule has ${rule.length} characters; at most ${ruleLength} are accepted: split it`)]
        : []),
    ];
  });
}
