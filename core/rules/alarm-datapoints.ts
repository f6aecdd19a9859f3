import { ALARM } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { numberOf, resourcesOf } from './template.js';

export const alarmDatapoints: Rule = {
  id: 'alarm-datapoints',
  severity: 'error',
  when: 'an alarm needs more breaching periods than it looks at, or none',
  remedy: 'give DatapointsToAlarm from 1 to EvaluationPeriods',
  source: 'CloudWatch user guide, alarm-evaluation',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM).flatMap(({ logicalId, properties }) => {
    const needed = numberOf(properties['DatapointsToAlarm']);
    const of = numberOf(properties['EvaluationPeriods']);
    if (needed === undefined || (needed >= 1 && needed <= (of ?? needed))) return [];
    return [
      {
        logicalId,
        property: 'DatapointsToAlarm',
        message: `${needed} of ${of ?? 'the'} periods are to breach; give DatapointsToAlarm from 1 to ${of ?? 'EvaluationPeriods'}`,
      },
    ];
  });
}
