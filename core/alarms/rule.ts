import type { AlarmConstants } from './constants.js';
import type { AlarmState } from './definition.js';
import { AlarmProblem } from './problem.js';

/** What a composite alarm's `AlarmRule` says. */
export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | {
      readonly kind: 'at-least';
      /** A number of the alarms, or a percentage of them. */
      readonly least: number;
      readonly percent: boolean;
      readonly negated: boolean;
      readonly state: AlarmState;
      readonly alarms: readonly string[];
    }
  | { readonly kind: 'not'; readonly of: Rule }
  | { readonly kind: 'and' | 'or'; readonly left: Rule; readonly right: Rule };

/** `"name"` with escaped quotes, a bracket or comma, a bare word. */
const TOKEN = /\s*(?:"((?:\\.|[^"\\])*)"|([(),])|([^\s(),"]+))/y;
const STATES: readonly string[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];
const DEEPEST = 500;

interface Token {
  /** Of a bracket, comma or bare word: itself; '' for a name in quotes and at the end. */
  readonly mark: string;
  readonly text: string;
  readonly end: boolean;
}

/**
 * Reads a rule (CloudWatch user guide, alarm-combining; botocore, PutCompositeAlarmInput).
 *
 * @param precedence see `AlarmConstants`
 */
export function parseRule(text: string, precedence: AlarmConstants['precedence'] = 'and-first'): Rule | AlarmProblem {
  const tokens = tokenize(text);
  return tokens instanceof AlarmProblem ? tokens : new RuleReader(text, tokens, precedence).read();
}

/** Names or ARNs of the alarms that a rule refers to, each once. */
export function alarmsIn(rule: Rule): string[] {
  return [...new Set(named(rule))];
}

function named(rule: Rule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'at-least':
      return rule.alarms;
    case 'not':
      return named(rule.of);
    default:
      return [...named(rule.left), ...named(rule.right)];
  }
}

/** Whether a rule holds, given the states of alarms. */
export function holds(rule: Rule, stateOf: (alarm: string) => AlarmState): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'at-least': {
      const matching = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.negated).length;
      return rule.percent ? matching * 100 >= rule.least * rule.alarms.length : matching >= rule.least;
    }
    case 'not':
      return !holds(rule.of, stateOf);
    case 'and':
      return holds(rule.left, stateOf) && holds(rule.right, stateOf);
    default:
      return holds(rule.left, stateOf) || holds(rule.right, stateOf);
  }
}

function tokenize(text: string): Token[] | AlarmProblem {
  const tokens: Token[] = [];
  const { length } = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null)
      return new AlarmProblem('AlarmRule', `the name that starts at character ${at + 1} of '${text}' has no closing quote`);
    const [, quoted, bracket, word] = match;
    tokens.push({ mark: bracket ?? word ?? '', text: quoted?.replaceAll('\\"', '"') ?? word ?? '', end: false });
  }
  return [...tokens, { mark: '', text: '', end: true }];
}

class RuleReader {
  private next = 0;
  private depth = 0;
  private problem: AlarmProblem | undefined;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly Token[],
    private readonly precedence: AlarmConstants['precedence'],
  ) {}

  read(): Rule | AlarmProblem {
    const rule = this.rule();
    if (!this.token.end) this.fail('AND, OR or the end');
    return this.problem ?? rule;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? { mark: '', text: '', end: true };
  }

  private rule(): Rule {
    this.depth += 1;
    const rule =
      this.depth > DEEPEST
        ? this.fail('fewer brackets in one another')
        : this.joined(this.precedence === 'and-first' ? [['OR'], ['AND']] : [['OR', 'AND']]);
    this.depth -= 1;
    return rule;
  }

  /** Operators by how strongly they bind, weakest first. */
  private joined([operators, ...stronger]: readonly (readonly string[])[]): Rule {
    if (operators === undefined) return this.negated();
    let left = this.joined(stronger);
    while (operators.includes(this.token.mark)) {
      const kind = this.token.mark === 'AND' ? 'and' : 'or';
      this.next += 1;
      left = { kind, left, right: this.joined(stronger) };
    }
    return left;
  }

  private negated(): Rule {
    return this.takes('NOT') ? { kind: 'not', of: this.nested(() => this.negated()) } : this.primary();
  }

  private primary(): Rule {
    if (this.takes('TRUE')) return { kind: 'constant', value: true };
    if (this.takes('FALSE')) return { kind: 'constant', value: false };
    if (this.takes('(')) {
      const rule = this.rule();
      this.expect(')');
      return rule;
    }
    if (this.takes('AT_LEAST')) return this.atLeast();
    const state = this.state();
    this.expect('(');
    const alarm = this.alarm();
    this.expect(')');
    return { kind: 'state', state, alarm };
  }

  private atLeast(): Rule {
    this.expect('(');
    const match = /^(\d+)(%?)$/.exec(this.token.mark);
    if (match === null) return this.fail('a number or a percentage');
    this.next += 1;
    this.expect(',');
    const negated = this.takes('NOT');
    const state = this.state();
    this.expect(',');
    this.expect('(');
    const alarms = [this.alarm()];
    while (this.takes(',')) alarms.push(this.alarm());
    this.expect(')');
    this.expect(')');
    return { kind: 'at-least', least: Number(match[1]), percent: match[2] === '%', negated, state, alarms };
  }

  private state(): AlarmState {
    const { mark } = this.token;
    if (!STATES.includes(mark)) this.fail('ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, TRUE, FALSE, NOT or a bracket');
    else this.next += 1;
    return mark as AlarmState;
  }

  private alarm(): string {
    const { text, mark } = this.token;
    if (text === '' || ['(', ')', ','].includes(mark)) this.fail("an alarm's name or ARN");
    else this.next += 1;
    return text;
  }

  private nested(read: () => Rule): Rule {
    this.depth += 1;
    const rule = this.depth > DEEPEST ? this.fail('fewer of NOT in one another') : read();
    this.depth -= 1;
    return rule;
  }

  private takes(mark: string): boolean {
    if (this.token.mark !== mark) return false;
    this.next += 1;
    return true;
  }

  private expect(mark: string): void {
    if (!this.takes(mark)) this.fail(`'${mark}'`);
  }

  /** The first problem is the one to tell; what follows it is not read. */
  private fail(accepted: string): Rule {
    const given = this.token.end ? 'the end' : `'${this.token.mark === '' ? this.token.text : this.token.mark}'`;
    this.problem ??= new AlarmProblem('AlarmRule', `${given} is not expected in '${this.text}'; there could be ${accepted}`);
    this.next = this.tokens.length - 1;
    return { kind: 'constant', value: false };
  }
}
