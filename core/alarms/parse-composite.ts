import type { CompositeAlarm } from './definition.js';
import type { Common } from './parse-metric-alarm.js';
import { AlarmProblem } from './problem.js';
import type { Reader } from './properties.js';
import { parseRule } from './rule.js';

/** Reads a composite alarm. */
export function parseComposite(reader: Reader, common: Common): CompositeAlarm {
  const rule = reader.text('AlarmRule') ?? 'FALSE';
  const parsed = parseRule(rule);
  if (parsed instanceof AlarmProblem) reader.fail(parsed.what, parsed.reason);
  const suppressor = reader.optionalText('ActionsSuppressor');
  if (suppressor === undefined) return { kind: 'composite', ...common, rule };
  const waitSeconds = reader.whole('ActionsSuppressorWaitPeriod', 0) ?? 0;
  const extensionSeconds = reader.whole('ActionsSuppressorExtensionPeriod', 0) ?? 0;
  return { kind: 'composite', ...common, rule, suppressor: { alarm: suppressor, waitSeconds, extensionSeconds } };
}
