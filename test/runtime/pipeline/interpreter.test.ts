import { RETRY_CALL } from '../../../core/pipeline/state';
import { SimulatedClock } from '../../../runtime/pipeline/clock';
import type { Json } from '../../../runtime/pipeline/json';
import { StateFailure } from '../../../runtime/pipeline/state-failure';
import type { TaskCall, TaskRegistry } from '../../../runtime/pipeline/tasks';
import { TaskTokens } from '../../../runtime/pipeline/task-tokens';
import { evaluator, objects, play, START } from './play';

afterAll(() => evaluator.close());

const MINUTE = 60_000;

function machine(states: Record<string, unknown>, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...rest };
}

const task = (extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: {},
  End: true,
  ...extra,
});

/** A task that fails as often as it is told, and writes down when it was called. */
function failing(times: number, error = 'Lambda.TooManyRequestsException'): { tasks: TaskRegistry; called: number[] } {
  const called: number[] = [];
  const handler = async ({ clock }: TaskCall): Promise<Json> => {
    called.push(clock.now() - START);
    if (called.length <= times) throw new StateFailure(error, 'not now');
    return 'done';
  };
  return { tasks: { 'lambda:invoke': handler }, called };
}

test('a day of waiting takes no time on a simulated clock, and the history says when things happened', async () => {
  const result = await play(machine({ Wait: { Type: 'Wait', Seconds: 86_400, Next: 'Done' }, Done: { Type: 'Succeed' } }));
  expect(result.status).toBe('SUCCEEDED');
  expect(result.stopDate - result.startDate).toBe(86_400_000);
});

test('retries wait 1, 2 and 4 seconds where nothing else is declared (Amazon States Language, Retry)', async () => {
  const { tasks, called } = failing(3);
  const result = await play(machine({ T: task({ Retry: [{ ErrorEquals: ['States.ALL'] }] }) }), {}, { tasks });
  expect(result.output).toBe('done');
  expect(called).toEqual([0, 1000, 3000, 7000]);
});

test('a delay is bounded by MaxDelaySeconds, and full jitter is the same for the same seed', async () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxDelaySeconds: 15, MaxAttempts: 3 }];
  const capped = failing(3);
  await play(machine({ T: task({ Retry }) }), {}, { tasks: capped.tasks });
  expect(capped.called).toEqual([0, 10_000, 25_000, 40_000]);
  const jittered = [failing(3), failing(3)];
  for (const { tasks } of jittered) await play(machine({ T: task({ Retry: [{ ...Retry[0], JitterStrategy: 'FULL' }] }) }), {}, { tasks });
  expect(jittered[0]?.called).toEqual(jittered[1]?.called);
  expect(jittered[0]?.called).not.toEqual(capped.called);
  expect(Math.max(...(jittered[0]?.called ?? []))).toBeLessThanOrEqual(40_000);
});

test('States.TaskFailed means a task that failed, and not one that timed out', async () => {
  const caught = (error: string) => [{ ErrorEquals: [error], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' }];
  const states = (error: string, extra = {}) => machine({ T: task({ Catch: caught(error), ...extra }), Caught: { Type: 'Succeed' } });
  const failed = await play(states('States.TaskFailed'), {}, { tasks: failing(1, 'Custom').tasks });
  expect(failed.output).toBe('Custom');
  const slow: TaskRegistry = {
    'lambda:invoke': async ({ clock, signal }) => (await clock.sleepUntil(Number.POSITIVE_INFINITY, signal), null),
  };
  const timedOut = await play(states('States.TaskFailed', { TimeoutSeconds: 60 }), {}, { tasks: slow });
  expect([timedOut.status, timedOut.error, timedOut.stopDate - START]).toEqual(['FAILED', 'States.Timeout', MINUTE]);
  const byName = await play(states('States.Timeout', { TimeoutSeconds: 60 }), {}, { tasks: slow });
  expect(byName.output).toBe('States.Timeout');
});

test('the job of a script is tried again where its call was refused, and not once it has failed', async () => {
  const [refused, ended] = [failing(2, 'SageMaker.ResourceLimitExceededException'), failing(1, 'States.TaskFailed')];
  const started = await play(machine({ T: task({ Retry: RETRY_CALL }) }), {}, { tasks: refused.tasks });
  expect([started.output, refused.called.length]).toEqual(['done', 3]);
  const failed = await play(machine({ T: task({ Retry: RETRY_CALL }) }), {}, { tasks: ended.tasks });
  expect([failed.error, ended.called.length]).toEqual(['States.TaskFailed', 1]);
});

test('the machine has a timeout of its own', async () => {
  const result = await play(machine({ Wait: { Type: 'Wait', Seconds: 600, End: true } }, { TimeoutSeconds: 60 }));
  expect([result.status, result.stopDate - START, result.events.at(-1)?.type]).toEqual(['TIMED_OUT', MINUTE, 'ExecutionTimedOut']);
});

test('a task waits for its token; heartbeats keep it alive, and without them it times out', async () => {
  const tokens = new TaskTokens();
  const clock = new SimulatedClock(START);
  const seen: string[] = [];
  const tasks: TaskRegistry = {
    'sqs:sendMessage': async ({ arguments: given }) => {
      const token = given as string;
      seen.push(token);
      if (seen.length === 1) {
        for (const at of [50, 100]) clock.at(START + at * 1000, () => tokens.heartbeat(token));
        clock.at(START + 120_000, () => tokens.success(token, { approved: true }));
      }
      return { MessageId: 'm' };
    },
  };
  const waits = machine({
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: '{% $states.context.Task.Token %}',
      HeartbeatSeconds: 60,
      End: true,
    },
  });
  const answered = await play(waits, {}, { tasks, tokens, clock });
  expect([answered.output, answered.stopDate - START]).toEqual([{ approved: true }, 120_000]);
  const silent = await play(waits, {}, { tasks, tokens, clock });
  expect([silent.status, silent.error, silent.stopDate - silent.startDate]).toEqual(['FAILED', 'States.Timeout', MINUTE]);
});

test('a map runs as many iterations at once as it may, in simulated time', async () => {
  const map = (MaxConcurrency: number) =>
    machine({
      M: {
        Type: 'Map',
        Items: '{% [1..6] %}',
        MaxConcurrency,
        ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, Output: '{% $states.input * 2 %}', End: true } } },
        End: true,
      },
    });
  const [two, all] = [await play(map(2)), await play(map(0))];
  expect([two.output, two.stopDate - START]).toEqual([[2, 4, 6, 8, 10, 12], 3 * MINUTE]);
  expect(all.stopDate - START).toBe(MINUTE);
});

test('the first branch that fails ends the others where they stand', async () => {
  const parallel = machine({
    P: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Slow', States: { Slow: { Type: 'Wait', Seconds: 3600, End: true } } },
        { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, Next: 'F' }, F: { Type: 'Fail', Error: 'Broken' } } },
      ],
      End: true,
    },
  });
  const result = await play(parallel);
  expect([result.status, result.error, result.stopDate - START]).toEqual(['FAILED', 'Broken', MINUTE]);
});

test('variables reach into branches and not out of them', async () => {
  const result = await play(
    machine({
      A: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'B',
            States: {
              B: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'C' },
              C: { Type: 'Pass', Output: '{% $inner %}', End: true },
            },
          },
        ],
        Next: 'D',
      },
      D: { Type: 'Pass', Output: { of: '{% $states.input %}', inner: "{% $exists($inner) ? 'seen' : 'not seen' %}" }, End: true },
    }),
  );
  expect(result.output).toEqual({ of: [2], inner: 'not seen' });
});

describe('a distributed map', () => {
  const distributed = (
    extra: Record<string, unknown>,
    states: Record<string, unknown> = { T: task({ Arguments: '{% $states.input %}' }) },
  ) =>
    machine({
      M: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: Object.keys(states)[0],
          States: states,
        },
        End: true,
        ...extra,
      },
    });
  const even: TaskRegistry = {
    'lambda:invoke': async ({ arguments: given }) => {
      if (Number(given) % 2 === 1) throw new StateFailure('Odd', JSON.stringify(given));
      return given;
    },
  };

  test('tolerates failures up to its threshold, and answers what succeeded', async () => {
    const half = await play(distributed({ Items: '{% [1..4] %}', ToleratedFailurePercentage: 50 }), {}, { tasks: even });
    expect(half.output).toEqual([2, 4]);
    const fewer = await play(distributed({ Items: '{% [1..4] %}', ToleratedFailureCount: 1 }), {}, { tasks: even });
    expect([fewer.error, fewer.cause]).toEqual([
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    ]);
  });

  test('a child is an execution of its own in the account of its parent, whose execution its tasks are told', async () => {
    const calls: TaskCall[] = [];
    const noted: TaskRegistry = {
      'lambda:invoke': async (call) => {
        calls.push(call);
        return null;
      },
    };
    await play(distributed({ Items: '{% [1] %}' }), {}, { tasks: noted, account: '222222222222', region: 'eu-west-1' });
    expect(calls).toMatchObject([
      {
        execution: 'arn:aws:states:eu-west-1:222222222222:execution:Machine:run-1',
        context: { Execution: { Id: expect.stringMatching(/^arn:aws:states:eu-west-1:222222222222:execution:Machine\/M:/) as string } },
      },
    ]);
  });

  test('writes results with a manifest of what succeeded and failed', async () => {
    const items = objects({});
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b', Prefix: 'results' } };
    const result = await play(distributed({ Items: '{% [1..3] %}', ToleratedFailureCount: 2, ResultWriter }), {}, { tasks: even, items });
    const { Key } = (result.output as { ResultWriterDetails: { Key: string } }).ResultWriterDetails;
    const manifest = JSON.parse(items.bodies[Key] ?? '') as { ResultFiles: Record<string, { Key: string }[]> };
    const records = (status: string): { Input: string; Output?: string; Error?: string }[] =>
      (manifest.ResultFiles[status] ?? []).flatMap(({ Key: key }) => JSON.parse(items.bodies[key] ?? '') as { Input: string }[]);
    expect(records('SUCCEEDED').map(({ Input, Output }) => [Input, Output])).toEqual([['2', '2']]);
    expect(records('FAILED').map(({ Input, Error: error }) => [Input, error])).toEqual([
      ['1', 'Odd'],
      ['3', 'Odd'],
    ]);
  });

  test('writes results of a map run that fails too: what was done, what failed or was stopped, and what was not begun', async () => {
    const items = objects({});
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'b', Prefix: 'results' } };
    const result = await play(distributed({ Items: '{% [2, 4, 1, 6] %}', MaxConcurrency: 1, ResultWriter }), {}, { tasks: even, items });
    expect(result.error).toBe('States.ExceedToleratedFailureThreshold');
    const [prefix] = Object.keys(items.bodies).map((key) => key.slice(0, key.lastIndexOf('/')));
    const inputs = (file: string): string[] =>
      (JSON.parse(items.bodies[`${prefix}/${file}`] ?? '[]') as { Input: string; Status: string }[]).map(
        ({ Input, Status }) => `${Input} ${Status}`,
      );
    expect(inputs('SUCCEEDED_0.json')).toEqual(['2 SUCCEEDED', '4 SUCCEEDED']);
    expect(inputs('FAILED_0.json')).toEqual(['1 FAILED']);
    expect(inputs('PENDING_0.json')).toEqual(['6 PENDING']);
  });

  // The bodies and the items read from them are recorded on AWS with the same readers in JSONPath (LocalStack's snapshots, see NOTICE).
  const BODY = "Col1,Col2,Col3\nValue1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n";
  const reader = (ReaderConfig: Record<string, unknown>, action = 'getObject') => ({
    ItemReader: { Resource: `arn:aws:states:::s3:${action}`, ReaderConfig, Arguments: { Bucket: 'b', Key: 'file' } },
  });
  const pass = { P: { Type: 'Pass', End: true } };

  test('reads CSV with headers in the first row: texts, what a row lacks is empty', async () => {
    const result = await play(
      distributed(reader({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }), pass),
      {},
      { items: objects({ file: BODY }) },
    );
    expect(result.output).toEqual([
      { Col1: 'Value1', Col2: 'Value2', Col3: 'Value3' },
      { Col1: 'Value4', Col2: 'Value5', Col3: 'Value6' },
      { Col1: '', Col2: '', Col3: '' },
      { Col1: 'true', Col2: '1', Col3: "'HelloWorld'" },
      { Col1: 'Null', Col2: 'None', Col3: '' },
      { Col1: '   ', Col2: '', Col3: '' },
    ]);
  });

  test('reads CSV with given headers, of which too few leave fields out and two alike fail', async () => {
    const body = BODY.slice(BODY.indexOf('\n') + 1);
    const given = (CSVHeaders: string[]) => distributed(reader({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders }), pass);
    const one = await play(given(['H1']), {}, { items: objects({ file: body }) });
    expect(one.output).toEqual([{ H1: 'Value1' }, { H1: 'Value4' }, { H1: '' }, { H1: 'true' }, { H1: 'Null' }, { H1: '   ' }]);
    const alike = await play(given(['H1', 'H1', 'H3']), {}, { items: objects({ file: body }) });
    expect([alike.error, alike.cause]).toEqual(['States.ItemReaderFailed', 'CSV headers cannot contain duplicates.']);
  });

  test('reads JSON Lines, lists objects, and puts items into batches', async () => {
    const lines = await play(distributed(reader({ InputType: 'JSONL' }), pass), {}, { items: objects({ file: '{"a":1}\n{"a":2}\n' }) });
    expect(lines.output).toEqual([{ a: 1 }, { a: 2 }]);
    const listed = await play(
      distributed(reader({}, 'listObjectsV2'), { P: { Type: 'Pass', Output: '{% $states.input.Key %}', End: true } }),
      {},
      { items: objects({ a: 'x', b: 'y' }) },
    );
    expect(listed.output).toEqual(['a', 'b']);
    const batches = await play(distributed({ Items: '{% [1..5] %}', ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { run: 7 } } }, pass));
    expect(batches.output).toEqual([
      { BatchInput: { run: 7 }, Items: [1, 2] },
      { BatchInput: { run: 7 }, Items: [3, 4] },
      { BatchInput: { run: 7 }, Items: [5] },
    ]);
  });

  test('a redrive runs only the children that failed', async () => {
    const runs: number[] = [];
    let broken = true;
    const tasks: TaskRegistry = {
      'lambda:invoke': async ({ arguments: given }) => {
        runs.push(Number(given));
        if (broken && given === 3) throw new StateFailure('Broken', 'once');
        return given;
      },
    };
    const definition = distributed({ Items: '{% [1..4] %}', MaxConcurrency: 1 });
    const first = await play(definition, {}, { tasks });
    broken = false;
    const again = await play(definition, {}, { tasks, redriveCount: 1, ...(first.resume === undefined ? {} : { resume: first.resume }) });
    expect([first.status, again.status, again.output]).toEqual(['FAILED', 'SUCCEEDED', [1, 2, 3, 4]]);
    expect(runs).toEqual([1, 2, 3, 3, 4]);
  });
});

test('a redrive goes on in the state that failed, with its variables', async () => {
  const { tasks, called } = failing(1);
  const definition = machine({
    First: { Type: 'Pass', Assign: { kept: 42 }, Next: 'T' },
    T: task({ Output: '{% $kept %}' }),
  });
  const failed = await play(definition, {}, { tasks });
  const again = await play(definition, {}, { tasks, redriveCount: 1, ...(failed.resume === undefined ? {} : { resume: failed.resume }) });
  expect([again.output, again.events.filter(({ type }) => type === 'PassStateEntered').length, called.length]).toEqual([42, 0, 2]);
});

test('the output of a state is at most 256 KiB (Step Functions quotas)', async () => {
  const large = (size: number) => machine({ Big: { Type: 'Pass', Output: `{% $pad('', ${size}, 'x') %}`, End: true } });
  expect((await play(large(262_142))).status).toBe('SUCCEEDED');
  const tooLarge = await play(large(262_143));
  expect([tooLarge.error, tooLarge.cause]).toEqual([
    'States.DataLimitExceeded',
    "The state/task 'Big' returned a result with a size exceeding the maximum number of bytes service limit.",
  ]);
});

test('a defect of a task handler is no failure of the state machine: it is thrown', async () => {
  const tasks: TaskRegistry = { 'lambda:invoke': async () => Promise.reject(new TypeError('our own mistake')) };
  await expect(
    play(machine({ T: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }] }), S: { Type: 'Succeed' } }), {}, { tasks }),
  ).rejects.toThrow('our own mistake');
});
