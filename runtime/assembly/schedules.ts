import type { ObjectRulePlan, SchedulePlan } from '../plan.js';
import { matchersOf } from './matchers.js';
import type { ReadStack } from './stacks.js';
import { record, records, text } from './values.js';

const SCHEDULE = 'AWS::Scheduler::Schedule';
const RULE = 'AWS::Events::Rule';
const OBJECT_EVENT = 'Object Created';
const UTC = 'UTC';

/** Schedules that are switched on and start one of these, by ARN. */
export function readSchedules({ scope }: ReadStack, targets: readonly string[]): SchedulePlan[] {
  return scope.resources(SCHEDULE).flatMap(({ logicalId }): SchedulePlan[] => {
    const { ScheduleExpression, ScheduleExpressionTimezone, State, Target } = scope.properties(logicalId);
    const target = record(Target);
    const [expression, arn] = [text(ScheduleExpression), text(target?.['Arn'])];
    if (State === 'DISABLED' || expression === undefined || arn === undefined || !targets.includes(arn)) return [];
    const deadLetters = text(record(target?.['DeadLetterConfig'])?.['Arn']);
    return [
      {
        expression,
        timeZone: text(ScheduleExpressionTimezone) ?? UTC,
        target: arn,
        input: text(target?.['Input']) ?? '{}',
        ...(deadLetters === undefined ? {} : { deadLetters }),
      },
    ];
  });
}

/** Rules that are switched on and start one of these, by ARN, when an object is written. */
export function readObjectRules({ scope }: ReadStack, targets: readonly string[]): ObjectRulePlan[] {
  return scope.resources(RULE).flatMap(({ logicalId }): ObjectRulePlan[] => {
    const { State, EventPattern, Targets } = scope.properties(logicalId);
    const event = record(EventPattern);
    const detail = record(event?.['detail']);
    if (State === 'DISABLED' || !matchersOf(event?.['detail-type'])?.some(({ equals }) => equals === OBJECT_EVENT)) return [];
    const [bucket] = matchersOf(record(detail?.['bucket'])?.['name']) ?? [];
    const key = keyOf(record(detail?.['object'])?.['key']);
    if (bucket?.equals === undefined || key === undefined) return [];
    return records(Targets).flatMap(({ Arn, DeadLetterConfig }) => {
      const target = text(Arn);
      const deadLetters = text(record(DeadLetterConfig)?.['Arn']);
      if (target === undefined || !targets.includes(target)) return [];
      return [{ target, bucket: bucket.equals ?? '', key, ...(deadLetters === undefined ? {} : { deadLetters }) }];
    });
  });
}

/** `[{ "wildcard": "in/*_SUCCESS" }]`. */
function keyOf(patterns: unknown): string | undefined {
  const [first] = records(patterns);
  return text(first?.['wildcard']);
}
