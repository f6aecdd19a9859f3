import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index';
import { checkStates } from '../../../runtime/pipeline/check/check-definition';
import type { StateMachine } from '../../../runtime/pipeline/definition';
import type { Json } from '../../../runtime/pipeline/json';
import { StateFailure } from '../../../runtime/pipeline/state-failure';
import type { TaskRegistry } from '../../../runtime/pipeline/tasks';
import { evaluator, objects, play } from './play';
import { differences, readRecordings, type RecordedMachine } from './recorded';

// The state machines are LocalStack's (Apache-2.0, see NOTICE); the answers are those of AWS, recorded there.
const MACHINES = readFileSync(join(__dirname, 'fixtures/recorded-machines.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedMachine);
const FOLDER = join(process.env['SLIPWAY_JUDGES'] ?? '', 'states');
const RECORDED = process.env['SLIPWAY_JUDGES'] !== undefined && existsSync(FOLDER) ? readRecordings(FOLDER) : undefined;
const judged = RECORDED === undefined ? test.skip : test;

/** Not played, and said so before anything runs: states in JSONPath. Everything else has to agree with AWS, event by event. */
const REFUSED = MACHINES.filter(({ definition }) => hasJsonPath(definition as Machine)).map(({ id }) => id);

afterAll(() => evaluator.close());

judged.each(MACHINES.filter(({ id }) => !REFUSED.includes(id)).map((machine) => [machine.id, machine] as const))(
  'AWS answered the same: %s (SLIPWAY_JUDGES)',
  async (id, machine) => {
    const histories = RECORDED?.get(id) ?? [];
    expect(histories.length).toBeGreaterThan(0);
    for (const history of histories) {
      const input = machine.input ?? recordedInput(history[0]);
      const { key, body } = machine.object ?? { key: '', body: '' };
      const { events } = await play(machine.definition, input, { tasks: tasksOf(machine), items: objects({ [key]: body }) });
      expect(differences(history, events)).toEqual([]);
    }
  },
);

test('of the recorded machines with JSONata states those with JSONPath beside them are refused by name, and no others', () => {
  const refused: string[] = [];
  for (const machine of MACHINES)
    try {
      checkStates(machine.definition as StateMachine, tasksOf(machine));
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.code !== 'state-machine-unplayed') throw error;
      expect(error.message).toContain('JSONPath');
      refused.push(machine.id);
    }
  expect(refused).toEqual(REFUSED);
  expect({ played: MACHINES.length - refused.length, refused: refused.length }).toEqual({ played: 112, refused: 11 });
});

type Machine = {
  QueryLanguage?: string;
  States: Record<string, { QueryLanguage?: string; ItemProcessor?: Machine; Branches?: Machine[] }>;
};

function hasJsonPath({ QueryLanguage: language = 'JSONPath', States }: Machine): boolean {
  const plain = ['Type', 'Next', 'End', 'Comment', 'QueryLanguage', 'Error', 'Cause'];
  return Object.values(States).some(
    (state) => (state.QueryLanguage ?? language) === 'JSONPath' && Object.keys(state).some((field) => !plain.includes(field)),
  );
}

function recordedInput(started: Record<string, unknown> | undefined): Json {
  const { input } = (started ?? {})['executionStartedEventDetails'] as { input: Json };
  return typeof input === 'string' ? (JSON.parse(input) as Json) : input;
}

/** The Python functions behind the recorded tasks: one answers its event, the other raises. */
function tasksOf({ function: called }: RecordedMachine): TaskRegistry {
  const run = (event: Json): Json => {
    if (called !== 'raise_exception') return event;
    const lines = '  File "/var/task/handler.py", line 2, in handler\n    raise Exception("Some exception was raised.")\n';
    const raised = { errorMessage: 'Some exception was raised.', errorType: 'Exception', requestId: 'r', stackTrace: [lines] };
    throw new StateFailure('Exception', JSON.stringify(raised));
  };
  return {
    function: async ({ arguments: event }) => run(event),
    'lambda:invoke': async ({ arguments: given }) => ({
      ExecutedVersion: '$LATEST',
      Payload: run((given as { Payload: Json }).Payload),
      StatusCode: 200,
    }),
    'aws-sdk:s3:getObject': async () => {
      const ids = 'Request ID: r, Extended Request ID: e';
      throw new StateFailure('S3.NoSuchKeyException', `The specified key does not exist. (Service: S3, Status Code: 404, ${ids})`);
    },
  };
}
