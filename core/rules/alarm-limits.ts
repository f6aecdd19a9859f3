import { ALARM_LIMITS } from '../limits/index.js';
import { ALARM, COMPOSITE } from './alarms.js';
import type { Problem, Rule, Template } from './rule.js';
import { itemsOf, literalsOf, objectOf, resourcesOf, type Found } from './template.js';

export const alarmLimits: Rule = {
  id: 'alarm-limits',
  severity: 'error',
  when: "an alarm's name, text or expression is longer, or its list of metrics has more entries, than CloudWatch takes",
  remedy: 'shorten it; a long text belongs into the run-book',
  source: 'botocore 1.43.107, cloudwatch, PutMetricAlarmInput, PutCompositeAlarmInput; CloudWatch user guide, alarm-limits',
  check,
};

function check(template: Template): Problem[] {
  return resourcesOf(template, ALARM, COMPOSITE).flatMap((alarm) => {
    const { nameLength, descriptionLength, metrics: mostMetrics, expressionLength } = ALARM_LIMITS;
    const items = itemsOf(alarm.properties['Metrics']);
    // Expressions over them are not counted.
    const read = items.filter(({ item }) => objectOf(item['MetricStat']) !== undefined).length;
    return [
      ...tooLong(alarm, 'AlarmName', alarm.properties['AlarmName'], nameLength),
      ...tooLong(alarm, 'AlarmDescription', alarm.properties['AlarmDescription'], descriptionLength),
      ...items.flatMap(({ index, item }) => tooLong(alarm, `Metrics.${index}.Expression`, item['Expression'], expressionLength)),
      ...(read > mostMetrics
        ? [
            {
              logicalId: alarm.logicalId,
              property: 'Metrics',
              message: `an alarm reads ${read} metrics; at most ${mostMetrics} are accepted`,
            },
          ]
        : []),
    ];
  });
}

/** What waits for the deployment counts as nothing: what is refused is too long whatever comes. */
function tooLong({ logicalId }: Found, property: string, value: unknown, most: number): Problem[] {
  const length = literalsOf(value).reduce((sum, part) => sum + part.length, 0);
  return length <= most ? [] : [{ logicalId, property, message: `${property} has ${length} characters; at most ${most} are accepted` }];
}
