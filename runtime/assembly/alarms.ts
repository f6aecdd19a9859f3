import type { AlarmDeclaration } from '../plan.js';
import type { ReadStack } from './stacks.js';
import { Unknown } from './unknown.js';
import { text } from './values.js';

const KINDS = { 'AWS::CloudWatch::Alarm': 'metric', 'AWS::CloudWatch::CompositeAlarm': 'composite' } as const;

/** Every alarm of the stacks in order of declaration, with what its functions come to. */
export function readAlarms(stacks: readonly ReadStack[]): AlarmDeclaration[] {
  return stacks.flatMap(({ path: stack, scope }) =>
    scope.resources(...Object.keys(KINDS)).map(({ logicalId, resource }) => {
      const properties = known(scope.properties(logicalId)) as Record<string, unknown>;
      const place = scope.placeOf(logicalId);
      return {
        path: place.path ?? `${stack}/${logicalId}`,
        logicalId,
        stack,
        place,
        kind: KINDS[resource.Type as keyof typeof KINDS],
        name: String(scope.nameOf(logicalId)),
        description: text(properties['AlarmDescription']) ?? '',
        properties,
      };
    }),
  );
}

/** Unknown values as their reading, or as the text that says why. */
function known(value: unknown): unknown {
  if (value instanceof Unknown) return value.reading ?? value.toString();
  if (Array.isArray(value)) return value.map(known);
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, known(item)]))
    : value;
}
