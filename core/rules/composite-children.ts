import { COMPOSITE_LIMITS } from '../limits/index.js';
import { COMPOSITE } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { isRecord, resourcesOf } from './template.js';

export const compositeChildren: Rule = {
  id: 'composite-children',
  severity: 'error',
  when: 'a composite alarm has more children, or a longer rule, than CloudWatch takes',
  remedy: 'split it into several',
  source: 'botocore 1.43.107, cloudwatch, PutCompositeAlarmInput; CloudWatch user guide, alarm-combining',
  check,
};

/** ALARM(…), OK(…) and INSUFFICIENT_DATA(…) each name one child. */
const CHILD = /\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(/g;

function check(template: Template): Problem[] {
  return resourcesOf(template, COMPOSITE).flatMap(({ logicalId, properties }) => {
    const text = literalPart(properties['AlarmRule']);
    const children = text.match(CHILD)?.length ?? 0;
    return [
      ...(children > COMPOSITE_LIMITS.children
        ? [
            {
              logicalId,
              property: 'AlarmRule',
              message: `the rule names ${children} alarms; at most ${COMPOSITE_LIMITS.children} are accepted`,
            },
          ]
        : []),
      ...(text.length > COMPOSITE_LIMITS.ruleLength
        ? [
            {
              logicalId,
              property: 'AlarmRule',
              message: `the rule has ${text.length} characters; at most ${COMPOSITE_LIMITS.ruleLength} are accepted`,
            },
          ]
        : []),
    ];
  });
}

function literalPart(rule: unknown): string {
  if (typeof rule === 'string') return rule;
  const join = isRecord(rule) ? rule['Fn::Join'] : undefined;
  const parts: unknown = Array.isArray(join) ? join[1] : [];
  return Array.isArray(parts) ? parts.filter((part) => typeof part === 'string').join('') : '';
}
