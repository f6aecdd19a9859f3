import fc from 'fast-check';
import {
  actionsOf,
  AlarmProblem,
  DEFAULT_CONSTANTS,
  evaluateAll,
  SampleStore,
  type AlarmDefinition,
  type AlarmState,
  type CompositeAlarm,
  type Suppressor,
  type Timeline,
} from '../../../core/alarms/index';
import { alarmsIn, holds, parseRule, type Rule } from '../../../core/alarms/rule';
import { alarmOn, METRIC } from './alarms';

const STATES: Readonly<Record<string, AlarmState>> = {
  a: 'ALARM',
  b: 'OK',
  c: 'INSUFFICIENT_DATA',
  'say "x"': 'ALARM',
  'with (brackets), and': 'OK',
};

// CloudWatch user guide, alarm-combining; botocore 1.43.107, PutCompositeAlarmInput.AlarmRule.
test.each([
  ['TRUE', true],
  ['FALSE', false],
  ['ALARM(a)', true],
  ['ALARM("a")', true],
  ['OK(b) AND NOT ALARM(b)', true],
  ['INSUFFICIENT_DATA(c)', true],
  ['ALARM(c) OR OK(c)', false],
  ['NOT NOT ALARM(a)', true],
  ['NOT (ALARM(a) AND OK(b))', false],
  ['(ALARM(b) OR ALARM(a))\n AND OK(b)', true],
  ['ALARM("say \\"x\\"")', true],
  ['OK("with (brackets), and")', true],
  ['ALARM(arn:aws:cloudwatch:eu-central-1:111111111111:alarm:a)', true],
  ['AT_LEAST(1, ALARM, (a, b, c))', true],
  ['AT_LEAST(2, ALARM, (a, b, c))', false],
  ['AT_LEAST(2, NOT ALARM, (a, b, c))', true],
  ['AT_LEAST(33%, OK, (a, b, c))', true],
  ['AT_LEAST(34%, OK, (a, b, c))', false],
  ['AT_LEAST(100%, NOT INSUFFICIENT_DATA, (a, "b"))', true],
  ['ALARM(unheard-of) OR OK(unheard-of) OR INSUFFICIENT_DATA(unheard-of)', false],
])('%s is %s', (text, expected) => {
  expect(holds(ruleOf(text), (alarm) => STATES[alarm.replace(/^arn:.*:/, '')] ?? ('UNDECLARED' as AlarmState))).toBe(expected);
});

test('which of AND and OR binds more strongly is not published, and is a constant', () => {
  const text = 'ALARM(a) OR ALARM(a) AND ALARM(b)';
  const stateOf = (alarm: string): AlarmState => STATES[alarm] ?? 'OK';
  expect(holds(ruleOf(text, 'and-first'), stateOf)).toBe(true);
  expect(holds(ruleOf(text, 'left-to-right'), stateOf)).toBe(false);
});

test.each([
  ['', /the end is not expected/],
  ['ALARM(a', /there could be '\)'/],
  ['ALARM()', /an alarm's name or ARN/],
  ['ALARM(a) ALARM(b)', /AND, OR or the end/],
  ['RED(a)', /'RED' is not expected/],
  ['alarm(a)', /'alarm' is not expected/],
  ['AT_LEAST(x, ALARM, (a))', /a number or a percentage/],
  ['AT_LEAST(1, ALARM, a)', /there could be '\('/],
  ['ALARM("a)', /no closing quote/],
  ['('.repeat(9000), /in one another/],
])('fails on %.30s, and says what could be there', (text, reason) => {
  expect(parseRule(text)).toMatchObject({ what: 'AlarmRule', reason: expect.stringMatching(reason) as string });
});

test('no text makes the reader stumble', () => {
  const piece = fc.constantFrom('ALARM', 'OK', '(', ')', 'a', ',', 'AND', 'NOT', 'AT_LEAST', '2', '"', '%', ' ');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((pieces) => pieces.join(' ')),
      ),
      (text) => {
        expect(() => parseRule(text)).not.toThrow();
      },
    ),
  );
});

test('a rule names its alarms, each once', () => {
  expect(alarmsIn(ruleOf('ALARM(a) AND NOT (OK(b) OR AT_LEAST(1, OK, ("c d", a)))'))).toEqual(['a', 'b', 'c d']);
});

test('a composite is evaluated at once when it is created, then whenever a child changes', () => {
  const store = storeOf([2, 2, 0, 0]);
  const [child, parent] = evaluateAll([{ ...alarmOn(METRIC), name: 'child' }, composite('parent', 'ALARM(child)')], store, {
    from: 30_000,
    to: 240_000,
  });
  expect(child?.timeline.transitions.map(({ at, to }) => [at, to])).toEqual([
    [60_000, 'ALARM'],
    [180_000, 'OK'],
  ]);
  expect(parent?.timeline.transitions.map(({ at, to }) => [at, to])).toEqual([
    [30_000, 'OK'],
    [60_000, 'ALARM'],
    [180_000, 'OK'],
  ]);
});

test('composites of composites follow, in whatever order they are declared', () => {
  const alarms: AlarmDefinition[] = [
    composite('top', 'ALARM("middle") AND NOT ALARM(other)'),
    composite('middle', 'ALARM(arn:aws:cloudwatch:eu-central-1:1:alarm:child)'),
    composite('other', 'FALSE'),
    { ...alarmOn(METRIC), name: 'child' },
  ];
  const [top] = evaluateAll(alarms, storeOf([2]), { from: 0, to: 60_000 });
  expect(top?.timeline.transitions.at(-1)).toMatchObject({ to: 'ALARM', at: 60_000 });
});

// User guide, create composite alarm: composites that depend on each other stop being evaluated.
test('composites in a circle are stuck, and it says which circle', () => {
  const alarms = [composite('a', 'OK(b)'), composite('b', 'NOT ALARM(c)'), composite('c', 'ALARM(a)'), composite('apart', 'ALARM(a)')];
  const runs = evaluateAll(alarms, new SampleStore(), { from: 0, to: 60_000 });
  expect(runs.map(({ stuck }) => stuck !== undefined)).toEqual([true, true, true, false]);
  expect(runs[0]?.stuck).toMatch(/a -> b -> c -> a/);
  expect(runs[0]?.timeline.transitions).toEqual([]);
});

// CloudWatch user guide, alarm suppression: its six examples, the wait 2 and the extension 3 units of time. Composite and suppressor by the time at
// which they go to ALARM (+) or back to OK (-); what is expected is when an action is taken, and for which state.
test.each<[string, string, string, [number, AlarmState][]]>([
  ['1: the wait expires', '+2', '', [[4, 'ALARM']]],
  ['2: the suppressor goes off within the wait', '+2', '+3', []],
  ['3: a change during the wait starts another, and nothing has changed at its end', '+2 -3', '', []],
  ['4: the suppressor is in ALARM already', '+2', '+1', []],
  ['5: the extension expires', '+2', '+3 -6', [[9, 'ALARM']]],
  ['6: a change during the extension starts a wait, and nothing has changed at its end', '+2 -7', '+3 -6', []],
  ['a wait that is over before the suppressor goes off has acted', '+2', '+5', [[4, 'ALARM']]],
  ['a composite that recovers under suppression was never told of', '+2 -4', '+1 -6', []],
  ['without a change under it a suppressor that ends brings nothing', '+2', '+7 -8', [[4, 'ALARM']]],
])('suppression, example %s', (_name, own, suppressing, expected) => {
  const suppressor: Suppressor = { alarm: 's', waitSeconds: 2, extensionSeconds: 3 };
  const actions = { enabled: true, onState: { ALARM: ['arn:a'], OK: ['arn:o'], INSUFFICIENT_DATA: [] } };
  const alarm: CompositeAlarm = { ...composite('c', 'TRUE'), actions, suppressor };
  expect(actionsOf(alarm, timeline(own), timeline(suppressing), 100_000).map(({ at, state }) => [at / 1000, state])).toEqual(expected);
});

test('actions are taken on transitions alone, those of the state that begins, and never where they are off', () => {
  const onState = { ALARM: ['arn:page', 'arn:ticket'], OK: ['arn:calm'], INSUFFICIENT_DATA: [] };
  const alarm = { ...alarmOn(METRIC), actions: { enabled: true, onState } };
  const taken = actionsOf(alarm, timeline('+1 -5'), undefined, 100_000);
  expect(taken.map(({ at, action }) => [at, action])).toEqual([
    [1000, 'arn:page'],
    [1000, 'arn:ticket'],
    [5000, 'arn:calm'],
  ]);
  expect(actionsOf({ ...alarm, actions: { enabled: false, onState } }, timeline('+1 -5'), undefined, 100_000)).toEqual([]);
});

function timeline(text: string): Timeline {
  const changes = text === '' ? [] : text.split(' ');
  const transitions = changes.map((change) => {
    const to: AlarmState = change.startsWith('+') ? 'ALARM' : 'OK';
    return { at: Number(change.slice(1)) * 1000, from: to === 'ALARM' ? ('OK' as const) : ('ALARM' as const), to, reason: '' };
  });
  return { initial: 'OK', transitions, values: undefined };
}

function composite(name: string, rule: string): CompositeAlarm {
  return { kind: 'composite', id: name, name, rule, actions: { enabled: true, onState: { ALARM: [], OK: [], INSUFFICIENT_DATA: [] } } };
}

function storeOf(values: readonly number[]): SampleStore {
  const store = new SampleStore();
  values.forEach((value, minute) => store.series(METRIC).add(minute * 60_000, value));
  return store;
}

function ruleOf(text: string, precedence = DEFAULT_CONSTANTS.precedence): Rule {
  const rule = parseRule(text, precedence);
  if (rule instanceof AlarmProblem) throw new Error(rule.reason);
  return rule;
}
