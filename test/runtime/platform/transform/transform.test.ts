import { gzipSync } from 'node:zlib';
import { Buckets, perLine, request, run, ScriptedContainer } from './jobs';
import { readTransformRequest, transformEnvironment } from '../../../../runtime/platform/transform/request';

/*
 * Each rule with where it is written. API: SageMaker API reference, of the type that is named. Guide: SageMaker Developer Guide, of the page that
 * is named. SDK: sagemaker-python-sdk 2, src/sagemaker/local. What nobody has confirmed is an option, and both of its values are tried.
 */

let buckets: Buckets;
beforeEach(() => {
  buckets = new Buckets();
});
afterEach(() => buckets.remove());

const echo = (): ScriptedContainer => new ScriptedContainer((body) => body);
const MB = 1024 * 1024;

describe('splitting and packing', () => {
  test('without a split type the whole object is one request, and the output is the answer as it is (API: TransformInput.SplitType, None by default)', async () => {
    buckets.put('data/in/a.csv', '1\n2\n3');
    const container = echo();
    await run(buckets, container, { input: { SplitType: undefined }, output: { AssembleWith: undefined } });
    expect(container.bodies).toEqual(['1\n2\n3']);
    expect(buckets.text('data/out/a.csv.out')).toBe('1\n2\n3');
  });

  test('SingleRecord sends each line alone, with its line end (API: BatchStrategy; SDK: data.py, LineSplitter)', async () => {
    buckets.put('data/in/a.csv', 'h1,h2\n1,2\r\n\n3,4');
    const container = echo();
    await run(buckets, container, { BatchStrategy: 'SingleRecord' });
    // A header is a record like any other: nothing in the documentation strips it.
    expect(container.bodies).toEqual(['h1,h2\n', '1,2\r\n', '\n', '3,4']);
  });

  test('MultiRecord packs whole records that stay under MaxPayloadInMB, in order, and is the default (API: BatchStrategy, MaxPayloadInMB; SDK: data.py, size < limit)', async () => {
    const line = `${'x'.repeat(0.4 * MB - 1)}\n`;
    buckets.put('data/in/a.csv', line.repeat(5));
    const container = new ScriptedContainer(() => 'ok');
    const { settings, objects } = await run(buckets, container, { MaxPayloadInMB: 1 });
    expect(settings.batchStrategy).toBe('MultiRecord');
    expect(container.bodies.map((body) => body.length / line.length)).toEqual([2, 2, 1]);
    expect(objects).toMatchObject([{ records: 5, invocations: 3, retries: 0 }]);
  });

  test('a payload is never made of several objects (Guide: batch-transform)', async () => {
    buckets.put('data/in/a.csv', '1\n');
    buckets.put('data/in/b.csv', '2\n');
    const container = echo();
    await run(buckets, container);
    expect(container.bodies).toEqual(['1\n', '2\n']);
  });

  test.each([
    [
      'Line',
      `1\n${'x'.repeat(MB)}\n2\n`,
      { line: 2, message: expect.stringContaining(`the record has ${MB + 1} bytes and MaxPayloadInMB is 1`) as string },
    ],
    [
      'None',
      'x'.repeat(MB),
      { message: `the object has ${MB} bytes and MaxPayloadInMB is 1; split it with SplitType, or raise MaxPayloadInMB` },
    ],
  ])(
    'a record larger than MaxPayloadInMB fails its object, with SplitType %s (Guide: batch-transform-errors)',
    async (SplitType, text, problem) => {
      buckets.put('data/in/a.csv', text);
      buckets.put('data/in/b.csv', '1\n');
      const result = await run(buckets, echo(), { MaxPayloadInMB: 1, input: { SplitType } });
      expect(result).toMatchObject({ status: 'Failed', objects: [{ problem }, { outputUri: 's3://data/out/b.csv.out' }] });
      expect(await buckets.keys('data/out')).toEqual(['data/out/b.csv.out']);
    },
  );

  test('MaxPayloadInMB 0 takes any size (API: MaxPayloadInMB)', async () => {
    buckets.put('data/in/a.csv', 'x'.repeat(7 * MB));
    expect(await run(buckets, new ScriptedContainer(() => 'ok'), { MaxPayloadInMB: 0 })).toMatchObject({ status: 'Completed' });
  });

  test.each([
    ['SingleRecord', ['ab', 'cde']],
    ['MultiRecord', ['\x0a#\xd7\xce\x02\0\0\0ab\0\0\x0a#\xd7\xce\x03\0\0\0cde\0']],
  ])(
    'of RecordIO frame and padding are taken off with SingleRecord and stay with MultiRecord: %s (API: TransformInput.SplitType)',
    async (BatchStrategy, bodies) => {
      buckets.put('data/in/a.rec', Buffer.from('\x0a#\xd7\xce\x02\0\0\0ab\0\0\x0a#\xd7\xce\x03\0\0\0cde\0', 'latin1'));
      const container = new ScriptedContainer(() => 'ok');
      await run(buckets, container, { BatchStrategy, input: { SplitType: 'RecordIO', ContentType: 'application/x-recordio-protobuf' } });
      expect(container.bodies).toEqual(bodies);
    },
  );

  test('TFRecord is split by its lengths, and one that is cut off fails the object (API: TransformInput.SplitType; TensorFlow, tfrecord)', async () => {
    const frame = Buffer.from('\x03\0\0\0\0\0\0\0CRC1abcCRC2', 'latin1');
    buckets.put('data/in/a.tfrecord', Buffer.concat([frame, frame]));
    buckets.put('data/in/b.tfrecord', frame.subarray(0, 17));
    const container = new ScriptedContainer(() => 'ok');
    const { objects } = await run(buckets, container, { BatchStrategy: 'SingleRecord', input: { SplitType: 'TFRecord' } });
    expect(container.bodies).toEqual(['abc', 'abc']);
    expect(objects[1]?.problem?.message).toBe('the last 17 bytes are no whole record of TFRecord');
  });

  test('objects packed by Gzip are unpacked first (API: TransformInput.CompressionType)', async () => {
    buckets.put('data/in/a.csv.gz', gzipSync('1\n2\n'));
    const container = echo();
    await run(buckets, container, { input: { CompressionType: 'Gzip' } });
    expect(container.bodies).toEqual(['1\n2\n']);
    expect(await buckets.keys('data/out')).toEqual(['data/out/a.csv.gz.out']);
  });
});

describe('requests', () => {
  test('as many as MaxConcurrentTransforms are open at once, and the output has the order of the input (API: MaxConcurrentTransforms; Guide: batch-transform)', async () => {
    buckets.put('data/in/a.csv', '1\n2\n3\n4\n5\n6\n7\n');
    let release: (() => void) | undefined;
    const others = new Promise<void>((go) => (release = go));
    // The first answer comes after the second and the third.
    const container = new ScriptedContainer(async (body) => {
      if (body === '3\n') release?.();
      if (body === '1\n') await others;
      return `${body.trim()}!`;
    });
    await run(buckets, container, { BatchStrategy: 'SingleRecord', MaxConcurrentTransforms: 3 });
    expect(container.most).toBe(3);
    expect(buckets.text('data/out/a.csv.out')).toBe('1!\n2!\n3!\n4!\n5!\n6!\n7!\n');
  });

  test("content type and accept are the job's (API: TransformInput.ContentType, TransformOutput.Accept)", async () => {
    buckets.put('data/in/a.csv', '1\n');
    const container = echo();
    await run(buckets, container, { output: { Accept: 'application/jsonlines' } });
    expect(container.headers).toEqual([{ 'content-type': 'text/csv', accept: 'application/jsonlines' }]);
  });

  test.each([
    [
      'what the job says',
      { MaxConcurrentTransforms: 2, MaxPayloadInMB: 3, BatchStrategy: 'SingleRecord' },
      { MaxConcurrentTransforms: 9 },
      'MaxConcurrentTransforms=2, MaxPayloadInMB=3, BatchStrategy=SINGLE_RECORD',
    ],
    [
      'else what /execution-parameters says, 0 being no word',
      { MaxConcurrentTransforms: 0 },
      { MaxConcurrentTransforms: 4, MaxPayloadInMB: 1, BatchStrategy: 'SINGLE_RECORD' },
      'MaxConcurrentTransforms=4, MaxPayloadInMB=1, BatchStrategy=SINGLE_RECORD',
    ],
    ['else 1, 6 and MultiRecord', {}, undefined, 'MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD'],
  ])('settings are %s (Guide: your-algorithms-batch-code); the data log begins with them', async (_, changes, parameters, line) => {
    buckets.put('data/in/a.csv', '1\n');
    expect((await run(buckets, new ScriptedContainer((body) => body, parameters), changes)).dataLog[0]).toBe(line);
  });

  test.each([
    ['three times by default', {}, 3],
    ['as often as InvocationsMaxRetries says', { ModelClientConfig: { InvocationsMaxRetries: 1 } }, 1],
    ['never with 0', { ModelClientConfig: { InvocationsMaxRetries: 0 } }, 0],
  ])('a failing request is sent again %s (API: ModelClientConfig)', async (_, changes, retries) => {
    buckets.put('data/in/a.csv', '1\n');
    const container = new ScriptedContainer(() => ({ status: 500, body: 'out of memory' }));
    const result = await run(buckets, container, changes);
    expect(container.bodies).toHaveLength(1 + retries);
    expect(result).toMatchObject({ status: 'Failed', objects: [{ retries, problem: { status: 500 } }] });
  });

  test('one that answers when it is asked again is counted and does no harm', async () => {
    buckets.put('data/in/a.csv', '1\n');
    const result = await run(buckets, new ScriptedContainer((body, call) => (call < 2 ? { status: 503 } : body)));
    expect(result).toMatchObject({ status: 'Completed', objects: [{ retries: 2 }] });
  });

  test.each([
    ['all', 4],
    ['server-errors', 1],
  ] as const)('UNCONFIRMED: a refusal (4xx) is sent again with retried %s', async (retried, tries) => {
    buckets.put('data/in/a.csv', '1\n');
    const container = new ScriptedContainer(() => ({ status: 400 }));
    const { assumptions } = await run(buckets, container, {}, { retried });
    expect(container.bodies).toHaveLength(tries);
    expect(assumptions).toContainEqual(expect.objectContaining({ id: 'retried', taken: retried }));
  });

  test('no answer within InvocationsTimeoutInSeconds is a failure of its own (API: ModelClientConfig)', async () => {
    buckets.put('data/in/a.csv', '1\n');
    const { objects, dataLog } = await run(buckets, new ScriptedContainer(() => 'never'), {
      ModelClientConfig: { InvocationsTimeoutInSeconds: 1, InvocationsMaxRetries: 0 },
    });
    expect(objects[0]?.problem).toEqual({ line: 1, status: 0, message: 's3://data/in/a.csv:1: no answer: no answer within 1 s' });
    expect(dataLog).toContain('in/a.csv: Unable to get response from algorithm');
  });

  test("the environment says that it is batch, and only what the job says itself (Guide: your-algorithms-batch-code); the job's own entries win over the model's (API: Environment)", () => {
    expect(transformEnvironment(readTransformRequest(request({ Environment: { A: 'job' } })), { A: 'model', B: 'model' })).toEqual({
      A: 'job',
      B: 'model',
      SAGEMAKER_BATCH: 'true',
    });
    expect(
      transformEnvironment(readTransformRequest(request({ MaxPayloadInMB: 2, MaxConcurrentTransforms: 3, BatchStrategy: 'SingleRecord' }))),
    ).toEqual({
      SAGEMAKER_BATCH: 'true',
      SAGEMAKER_MAX_PAYLOAD_IN_MB: '2',
      SAGEMAKER_MAX_CONCURRENT_TRANSFORMS: '3',
      SAGEMAKER_BATCH_STRATEGY: 'SINGLE_RECORD',
    });
  });
});

describe('input and output', () => {
  test('a prefix is the beginning of a key, so data takes data2 too; outputs keep the path below it and get .out (API: S3DataSource; Guide: batch-transform)', async () => {
    for (const key of ['in/data/2026/a.csv', 'in/data/b.csv', 'in/data2.csv', 'in/other.csv']) buckets.put(`data/${key}`, '1\n');
    await run(buckets, echo(), { input: { S3Uri: 's3://data/in/data/' } });
    expect(await buckets.keys('data/out')).toEqual(['data/out/2026/a.csv.out', 'data/out/b.csv.out']);
    const { assumptions } = await run(buckets, echo(), {
      input: { S3Uri: 's3://data/in/data' },
      output: { S3OutputPath: 's3://data/other/' },
    });
    expect(await buckets.keys('data/other')).toEqual([
      'data/other/data/2026/a.csv.out',
      'data/other/data/b.csv.out',
      'data/other/data2.csv.out',
    ]);
    expect(assumptions.map(({ id }) => id)).toContain('outputFolder');
  });

  test('a manifest names objects below its prefix (API: TransformS3DataSource)', async () => {
    for (const key of ['a.csv', 'x/b.csv', 'c.csv']) buckets.put(`data/in/${key}`, '1\n');
    buckets.put('data/manifest.json', JSON.stringify([{ prefix: 's3://data/in/' }, 'x/b.csv', 'a.csv']));
    const manifest = { S3DataType: 'ManifestFile', S3Uri: 's3://data/manifest.json' };
    expect((await run(buckets, echo(), { input: manifest })).objects.map(({ uri }) => uri)).toEqual([
      's3://data/in/x/b.csv',
      's3://data/in/a.csv',
    ]);
    expect(await buckets.keys('data/out')).toEqual(['data/out/a.csv.out', 'data/out/x/b.csv.out']);
    buckets.put('data/manifest.json', JSON.stringify([{ prefix: 's3://data/in/' }, 'gone.csv']));
    expect(await run(buckets, echo(), { input: manifest })).toMatchObject({
      status: 'Failed',
      failureReason: expect.stringContaining('names s3://data/in/gone.csv, which is not there') as string,
    });
  });

  test('an object with a refused record has no output and fails the job; the others are written (Guide: batch-transform-errors); file and line are named', async () => {
    for (const [name, text] of [
      ['a', '1\n2\n'],
      ['b', '1\nbad\n3\n'],
      ['c', '5\n'],
    ])
      buckets.put(`data/in/${name}.csv`, text ?? '');
    const container = new ScriptedContainer((body) => (body.includes('bad') ? { status: 400, body: 'cannot read bad' } : body));
    const result = await run(buckets, container, { BatchStrategy: 'SingleRecord' });
    expect(result).toMatchObject({ status: 'Failed', failureReason: 'ClientError: See job logs for more information' });
    expect(result.objects[1]).toEqual({
      uri: 's3://data/in/b.csv',
      records: 2,
      invocations: 2,
      retries: 3,
      problem: { line: 2, status: 400, message: 's3://data/in/b.csv:2: status 400: cannot read bad' },
    });
    expect(await buckets.keys('data/out')).toEqual(['data/out/a.csv.out', 'data/out/c.csv.out']);
    expect(result.dataLog.slice(1)).toEqual([
      'in/b.csv: ClientError: 400',
      'in/b.csv: Message:',
      'in/b.csv: s3://data/in/b.csv:2: status 400: cannot read bad',
    ]);
  });

  test('a container that does not say which record it means leaves the lines of its request', async () => {
    buckets.put('data/in/a.csv', '1\n2\n3\n');
    const { objects } = await run(buckets, new ScriptedContainer(() => ({ status: 500, body: 'Traceback' })));
    expect(objects[0]?.problem).toMatchObject({ line: 1, lastLine: 3, message: 's3://data/in/a.csv:1 to 3: status 500: Traceback' });
  });

  test('AssembleWith None puts answers one after the other (API: TransformOutput.AssembleWith)', async () => {
    buckets.put('data/in/a.csv', '1\n2\n');
    await run(buckets, new ScriptedContainer((body) => `<${body.trim()}>`), {
      BatchStrategy: 'SingleRecord',
      output: { AssembleWith: 'None' },
    });
    expect(buckets.text('data/out/a.csv.out')).toBe('<1><2>');
  });

  test.each([
    ['where-missing', 'a\nb\n'],
    ['each-answer', 'a\n\nb\n\n'],
  ] as const)('UNCONFIRMED: AssembleWith Line ends answers that are ended already: %s (SDK: entities.py)', async (lineEnds, text) => {
    buckets.put('data/in/a.csv', 'a\nb\n');
    const { assumptions } = await run(buckets, new ScriptedContainer((body) => body), { BatchStrategy: 'SingleRecord' }, { lineEnds });
    expect(buckets.text('data/out/a.csv.out')).toBe(text);
    expect(assumptions.find(({ id }) => id === 'lineEnds')).toMatchObject({ taken: lineEnds });
  });

  test('an input without objects fails; what the service says is UNCONFIRMED', async () => {
    expect(await run(buckets, echo())).toMatchObject({
      status: 'Failed',
      failureReason: 'ClientError: no object has a key that begins with s3://data/in/',
      objects: [],
    });
  });

  test('a job that is stopped stores no output (API: StopTransformJob)', async () => {
    for (const name of ['a', 'b']) buckets.put(`data/in/${name}.csv`, '1\n2\n');
    for (const [stopped, keys] of [
      ['removed', []],
      ['kept', ['data/out/a.csv.out']],
    ] as const) {
      const stop = new AbortController();
      const container = new ScriptedContainer((body, call) => {
        if (call === 2) stop.abort();
        return body;
      });
      expect((await run(buckets, container, { BatchStrategy: 'SingleRecord' }, { stopped }, stop.signal)).status).toBe('Stopped');
      expect(await buckets.keys('data/out')).toEqual(keys);
    }
  });
});

test("CreateTransformJob's refusals come all at once (API: CreateTransformJob; Guide: batch-transform-data-processing)", () => {
  const wrong = request({
    TransformJobName: 'nightly_run',
    MaxConcurrentTransforms: 30,
    MaxPayloadInMB: 6,
    BatchStrategy: 'Both',
    ModelClientConfig: { InvocationsMaxRetries: 4, InvocationsTimeoutInSeconds: 0 },
    TransformResources: { InstanceType: 'ml.m5.large', InstanceCount: 101 },
    DataProcessing: { InputFilter: '$.a', OutputFilter: '$[0', JoinSource: 'Input' },
    input: { S3DataType: 'AugmentedManifestFile', SplitType: 'Words' },
    output: { Accept: 'application/json' },
  });
  let message = '';
  try {
    readTransformRequest(wrong);
  } catch (cause) {
    message = cause instanceof Error ? cause.message : '';
  }
  for (const part of [
    "TransformJobName is 'nightly_run'",
    "S3DataType is 'AugmentedManifestFile'",
    "SplitType is 'Words'",
    "BatchStrategy is 'Both'; give one of MultiRecord, SingleRecord",
    'MaxConcurrentTransforms 30 times MaxPayloadInMB 6 is more than 100',
    'InvocationsMaxRetries is 4; give a whole number from 0 to 3',
    'InvocationsTimeoutInSeconds is 0; give a whole number from 1 to 3600',
    'InstanceCount is 101; give a whole number from 1 to 100',
    "ContentType is 'text/csv' and Accept 'application/json'; with DataProcessing both have to be the same",
    'SplitType is Words and AssembleWith Line; with DataProcessing they have to be the same',
    "InputFilter is '$.a'; a row of CSV is a list",
    "OutputFilter: Invalid JsonPath: $[0: '[0' is none of",
  ])
    expect(message).toContain(part);
});

test('folder objects of no bytes are skipped, or sent: UNCONFIRMED', async () => {
  const store = {
    ...buckets.store,
    list: () =>
      Promise.resolve([
        { uri: 's3://data/in/', bytes: 0 },
        { uri: 's3://data/in/a.csv', bytes: 2 },
      ]),
  };
  buckets.put('data/in/a.csv', '1\n');
  const { inputObjects } = await import('../../../../runtime/platform/transform/input-objects.js');
  for (const [folderObjects, uris] of [
    ['skipped', ['s3://data/in/a.csv']],
    ['sent', ['s3://data/in/', 's3://data/in/a.csv']],
  ] as const) {
    const job = readTransformRequest(request(), { folderObjects });
    const found = await inputObjects(job, store);
    expect(found.ok && found.objects.map(({ uri }) => uri)).toEqual(uris);
    expect(job.assumed.list()).toMatchObject([{ id: 'folderObjects', taken: folderObjects }]);
  }
});

test('lines of an answer are those of the request', async () => {
  buckets.put('data/in/a.csv', '1\n2\n');
  await run(buckets, new ScriptedContainer(perLine((line) => `${line}!`)));
  expect(buckets.text('data/out/a.csv.out')).toBe('1!\n2!\n');
});
