import type { AlarmActions, AlarmDefinition } from './definition.js';
import { parseComposite } from './parse-composite.js';
import { parseMetricAlarm } from './parse-metric-alarm.js';
import type { AlarmProblem } from './problem.js';
import { booleanOf, Reader, textsOf } from './properties.js';

/** An alarm as a template declares it: properties in CloudFormation's shape, every intrinsic resolved that can be. */
export interface DeclaredAlarm {
  /** Construct path. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'metric' | 'composite';
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * Reads an alarm, or says by name why it cannot be evaluated here: a mistake in it, a value that only an account knows, or something of
 * CloudWatch's that cannot be reproduced. Nothing is guessed.
 */
export function parseAlarm({ path, name, kind, properties }: DeclaredAlarm): AlarmDefinition | AlarmProblem {
  const reader = new Reader(properties);
  const common = { id: path, name, actions: actionsOf(properties) };
  const alarm = kind === 'composite' ? parseComposite(reader, common) : parseMetricAlarm(reader, common);
  return reader.problem ?? alarm;
}

function actionsOf(properties: Readonly<Record<string, unknown>>): AlarmActions {
  return {
    enabled: booleanOf(properties['ActionsEnabled']) ?? true,
    onState: {
      ALARM: textsOf(properties['AlarmActions']),
      OK: textsOf(properties['OKActions']),
      INSUFFICIENT_DATA: textsOf(properties['InsufficientDataActions']),
    },
  };
}
