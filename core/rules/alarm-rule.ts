import { isRecord, joinedOf } from './template.js';

/** What a composite alarm's `AlarmRule` says, as far as the template knows it. */
export interface AlarmRuleText {
  /** The rule, with a stand-in for each part that waits for the deployment. */
  readonly text: string;
  /** Characters that are written out: the rule is at least so long. */
  readonly length: number;
  /** True where nothing waits for the deployment. */
  readonly literal: boolean;
}

/** Reads an `AlarmRule`; undefined where it is an intrinsic that says nothing. */
export function alarmRuleOf(rule: unknown): AlarmRuleText | undefined {
  if (typeof rule === 'string') return { text: rule, length: rule.length, literal: true };
  const parts = joinedOf(rule);
  if (parts.length === 0) return undefined;
  const text = parts.map((part) => (typeof part === 'string' ? part : standIn(part))).join('');
  const length = parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  return { text, length, literal: parts.every((part) => typeof part === 'string') };
}

/** The same for the same reference, and without the characters that mean something in a rule. */
function standIn(part: unknown): string {
  return isRecord(part) ? JSON.stringify(part).replaceAll(/["\\(),\s]/g, '') : '?';
}

/** `"name"` with escaped quotes, a bracket or comma, a bare word. */
const TOKEN = /"((?:\\.|[^"\\])*)"|[(),]|[^\s(),"]+/g;
const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];

/**
 * Names or ARNs of the alarms that a rule refers to, each once: `ALARM(a)`, and the list in `AT_LEAST(2, ALARM, (a, b))`. Whether the rule is
 * well-formed beyond that is CloudWatch's to say.
 */
export function childrenOf(rule: string): string[] {
  const tokens = [...rule.matchAll(TOKEN)].map(([text, quoted]) => ({ word: quoted ?? text, mark: quoted === undefined ? text : '' }));
  const children = tokens.flatMap(({ mark }, index) => {
    if (!STATES.includes(mark)) return [];
    const open = tokens[index + 1]?.mark === ',' ? index + 2 : index + 1;
    if (tokens[open]?.mark !== '(') return [];
    const close = tokens.findIndex((token, at) => at > open && token.mark === ')');
    return tokens.slice(open + 1, close < 0 ? undefined : close).filter((token) => token.mark !== ',');
  });
  return [...new Set(children.map(({ word }) => word.replaceAll('\\"', '"')))];
}
