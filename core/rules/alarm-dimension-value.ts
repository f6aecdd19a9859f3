import { watchedMetrics } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { refOf } from './template.js';

export const alarmDimensionValue: Rule = {
  id: 'alarm-dimension-value',
  severity: 'error',
  when: "an alarm's dimension is the Ref of a SageMaker resource, which is its ARN and matches nothing",
  remedy: 'use Fn::GetAtt with the name, or the name itself',
  source: 'CloudFormation template reference, AWS::SageMaker::Endpoint, return values',
  check,
};

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap(({ alarm, at, dimensions }) =>
    dimensions.flatMap(({ name, value }, index) => {
      const logicalId = refOf(value);
      const type = logicalId === undefined ? undefined : template.Resources?.[logicalId]?.Type;
      if (logicalId === undefined || type?.startsWith('AWS::SageMaker::') !== true) return [];
      const property = `${at}${at === '' ? '' : 'Metric.'}Dimensions.${index}.Value`;
      return [
        {
          logicalId: alarm.logicalId,
          property,
          message: `${String(name)} is the Ref of ${logicalId}, which is an ARN and never a dimension; give Fn::GetAtt ${logicalId}.${String(name)}`,
        },
      ];
    }),
  );
}
