import { alarmRuleOf, childrenOf } from './alarm-rule.js';
import { ALARM, COMPOSITE } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { isAbsent, resourcesOf, shown } from './template.js';

export const compositeElsewhere: Rule = {
  id: 'composite-elsewhere',
  severity: 'warning',
  when: 'a composite alarm names a child that this template does not declare under that name',
  remedy: 'refer to the alarm instead of spelling its name, or make sure that it is there before',
  source: 'CloudWatch user guide, alarm-combining',
  check,
};

function check(template: Template): Problem[] {
  const names = resourcesOf(template, ALARM, COMPOSITE).map(({ properties }) => properties['AlarmName']);
  // A name that only the deployment knows may be any of the children's.
  if (names.some((name) => !isAbsent(name) && typeof name !== 'string')) return [];
  return resourcesOf(template, COMPOSITE).flatMap(({ logicalId, properties }) => {
    const rule = alarmRuleOf(properties['AlarmRule']);
    const children = rule?.literal === true ? childrenOf(rule.text) : [];
    return children
      .filter((child) => !child.startsWith('arn:') && !names.includes(child))
      .map((child) => ({
        logicalId,
        property: 'AlarmRule',
        message: `child ${shown(child)} is the name of no alarm in this template; refer to an alarm by Fn::GetAtt with Arn, or make sure that it is there before`,
      }));
  });
}
