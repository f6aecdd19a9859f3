import { checkDefinition, checkStates } from '../../../runtime/pipeline/check/check-definition';
import type { StateMachine } from '../../../runtime/pipeline/definition';
import { shapeProblems } from '../../../runtime/pipeline/check/shape';

const machine = (state: Record<string, unknown>, rest = {}): StateMachine =>
  ({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: state, E: { Type: 'Succeed' } }, ...rest }) as unknown as StateMachine;
const task = (extra: Record<string, unknown>) => machine({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true, ...extra });
const map = (extra: Record<string, unknown>, config = {}) =>
  machine({ Type: 'Map', ItemProcessor: { ...config, StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, End: true, ...extra });
const DISTRIBUTED = { ProcessorConfig: { Mode: 'DISTRIBUTED' } };
const tasks = { 'lambda:invoke': async () => null };

test.each([
  [
    'a jitter that there is not',
    task({ Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] }),
    "JitterStrategy: 'SOME'; give FULL or NONE",
  ],
  ['a delay beyond the bound', task({ Retry: [{ ErrorEquals: ['A'], MaxDelaySeconds: 31_622_401 }] }), 'whole number from 1 to 31622400'],
  ['States.ALL in company', task({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }), 'States.ALL stands alone'],
  [
    'what follows States.ALL',
    task({
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'E' },
        { ErrorEquals: ['A'], Next: 'E' },
      ],
    }),
    'States.ALL comes last',
  ],
  ['a heartbeat slower than the timeout', task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }), 'could never be missed'],
  ['$states.result where there is none', machine({ Type: 'Pass', Output: '{% $states.result %}', End: true }), 'reads $states.result'],
  ['$states.errorOutput outside a Catch', task({ Output: '{% $states.errorOutput.Error %}' }), 'reads $states.errorOutput'],
  ['a part of $states that there is not', machine({ Type: 'Pass', Output: '{% $states.ouput %}', End: true }), 'there are input, context'],
  ['$eval', machine({ Type: 'Pass', Output: "{% $eval('1') %}", End: true }), 'uses $eval'],
  ['broken JSONata', machine({ Type: 'Pass', Output: '{% 1 + %}', End: true }), 'is no JSONata'],
  [
    'an input type that there is not',
    map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'XML' } } }, DISTRIBUTED),
    "InputType: 'XML'",
  ],
  ['a label of 41 characters', map({ Label: 'x'.repeat(41) }, DISTRIBUTED), 'at most 40 characters'],
  ['an item reader in an inline map', map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject' } }), 'Mode to DISTRIBUTED'],
  ['a time without an offset', machine({ Type: 'Wait', Timestamp: '2026-03-01T06:00:00', End: true }), 'no ISO 8601'],
  [
    'a name twice',
    machine({ Type: 'Parallel', Branches: [{ StartAt: 'E', States: { E: { Type: 'Succeed' } } }], End: true }),
    "two states are called 'E'",
  ],
])('fails where Step Functions would refuse %s', (_what, definition, message) => {
  expect(() => checkStates(definition, tasks)).toThrow(message);
});

test.each([
  [
    'a task',
    task({ Resource: 'arn:aws:states:::dynamodb:putItem' }),
    'calls dynamodb:putItem (arn:aws:states:::dynamodb:putItem), which is not played; played are lambda:invoke',
  ],
  ['an activity', task({ Resource: 'arn:aws:states:us-east-1:111111111111:activity:a' }), 'neither a function'],
  ['credentials', task({ Credentials: { RoleArn: 'r' } }), 'Credentials is not played'],
  ['JSONPath', machine({ Type: 'Pass', InputPath: '$.a', End: true, QueryLanguage: 'JSONPath' }), 'JSONPath state with InputPath'],
  [
    'Parquet',
    map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'PARQUET' } } }, DISTRIBUTED),
    'reads PARQUET',
  ],
])('%s that is not played is refused by name', (_what, definition, message) => {
  expect(() => checkStates(definition, tasks)).toThrow(message);
});

test('shape and targets are asl-validator’s, all problems in one message', async () => {
  expect((await shapeProblems(machine({ Type: 'Pass', Next: 'Nowhere' }))).join()).toMatch(/Nowhere|transition/i);
  await expect(checkDefinition({ hello: 1 }, tasks)).rejects.toThrow('this is no state machine');
  expect((await checkDefinition(machine({ Type: 'Pass', Output: 7, Next: 'E' }), tasks)).StartAt).toBe('S');
});
