import { watchedMetrics } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { refOf, resourceAt, shown } from './template.js';

export const alarmDimensionValue: Rule = {
  id: 'alarm-dimension-value',
  severity: 'error',
  when: "an alarm's dimension is the Ref of a SageMaker resource, which is its ARN and matches nothing",
  remedy: 'use Fn::GetAtt with the name, or the name itself',
  source: 'CloudFormation template reference, AWS::SageMaker::Endpoint, return values',
  check,
};

/** The resources whose Ref is an ARN, and the attribute that is the name; of others Ref is the name (a feature group). */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['AWS::SageMaker::Endpoint', 'EndpointName'],
  ['AWS::SageMaker::EndpointConfig', 'EndpointConfigName'],
  ['AWS::SageMaker::Model', 'ModelName'],
  ['AWS::SageMaker::InferenceComponent', 'InferenceComponentName'],
]);

function check(template: Template): Problem[] {
  return watchedMetrics(template).flatMap(({ alarm, metricAt, dimensions }) =>
    dimensions.flatMap(({ index, name, value }) => {
      const logicalId = refOf(value);
      const attribute = NAMES.get(resourceAt(template, logicalId)?.Type ?? '');
      if (logicalId === undefined || attribute === undefined) return [];
      const property = `${metricAt}Dimensions.${index}.Value`;
      return [
        {
          logicalId: alarm.logicalId,
          property,
          message: `dimension ${shown(name)} is the Ref of ${logicalId}, which is an ARN and never a dimension; give Fn::GetAtt ${logicalId}.${attribute}`,
        },
      ];
    }),
  );
}
