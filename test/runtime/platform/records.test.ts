import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CapturePlan } from '../../../runtime/plan';
import type { Platform } from '../../../runtime/platform/platform';
import { SteppingClock } from '../../../runtime/clock';
import { clientOf, NOW, odd, opens, planWith, service, stub, variant } from './plans';

const CAPTURE: CapturePlan = {
  sampling: 100,
  destination: 's3://records/capture',
  input: true,
  output: true,
  csvContentTypes: ['text/csv'],
  jsonContentTypes: ['application/json'],
};
const DIMENSIONS = { EndpointName: 'spam', VariantName: 'AllTraffic' };

async function call(
  platform: Platform,
  body: string,
  more: { ContentType?: string; InferenceId?: string; CustomAttributes?: string; TargetVariant?: string } = {},
): Promise<unknown> {
  const client = clientOf(platform);
  try {
    return await client
      .send(new InvokeEndpointCommand({ EndpointName: 'spam', ContentType: 'text/csv', Body: body, ...more }))
      .catch((error: unknown) => error);
  } finally {
    client.destroy();
  }
}

function filesOf(platform: Platform): string[] {
  return readdirSync(platform.captureDirectory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
}

function recordsOf(platform: Platform): Record<string, Record<string, unknown>>[] {
  return filesOf(platform).flatMap((name) =>
    readFileSync(join(platform.captureDirectory, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>),
  );
}

describe('capture', () => {
  test('lies where SageMaker puts it: endpoint, variant, hour of the request in UTC, minute and second in the name', async () => {
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', odd())], capture: CAPTURE })));
    await call(platform, '1,2');
    await platform.flush();
    // Layout and name as in listings of AWS's own notebooks: aws-facts, 03, section 3.4.
    expect(filesOf(platform)).toEqual([
      expect.stringMatching(
        /^records\/capture\/spam\/AllTraffic\/2026\/11\/24\/09\/05-07-042-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.jsonl$/,
      ),
    ]);
  });

  test('holds request and answer, with what the caller said about them', async () => {
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', odd())], capture: CAPTURE })));
    await call(platform, '1,2', { InferenceId: 'mail-7', CustomAttributes: 'trace=1' });
    await platform.flush();
    expect(recordsOf(platform)).toEqual([
      {
        captureData: {
          endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '1,2', encoding: 'CSV' },
          endpointOutput: { observedContentType: 'text/csv', mode: 'OUTPUT', data: '(1,2)', encoding: 'CSV' },
        },
        eventMetadata: {
          eventId: expect.any(String) as string,
          inferenceId: 'mail-7',
          customAttributes: ['trace=1'],
          inferenceTime: '2026-11-24T09:05:07Z',
        },
        eventVersion: '0',
      },
    ]);
  });

  test('encodes in base64 what no content type names, and leaves out what nobody sent', async () => {
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', odd())], capture: { ...CAPTURE, output: false } })));
    await call(platform, 'x', { ContentType: 'application/x-npy' });
    await platform.flush();
    const [record] = recordsOf(platform);
    expect(record?.['captureData']).toEqual({
      endpointInput: {
        observedContentType: 'application/x-npy',
        mode: 'INPUT',
        data: Buffer.from('x').toString('base64'),
        encoding: 'BASE64',
      },
    });
    expect(Object.keys(record?.['eventMetadata'] ?? {})).toEqual(['eventId', 'inferenceTime']);
  });

  test('keeps about the share that is asked for, and nothing at 0', async () => {
    const kept = async (sampling: number): Promise<number> => {
      const platform = await opens(planWith(service({ variants: [variant('AllTraffic', stub('1'))], capture: { ...CAPTURE, sampling } })));
      for (let index = 0; index < 100; index += 1) await call(platform, '1');
      await platform.flush();
      return sampling === 0 ? 0 : recordsOf(platform).length;
    };
    expect(await kept(0)).toBe(0);
    // Three standard deviations of a binomial of 100 at 0.3.
    expect(Math.abs((await kept(30)) - 30)).toBeLessThan(14);
  });

  test('stops when nothing can be written, says so once, and answers go on', async () => {
    const said: string[] = [];
    const workDirectory = mkdtempSync(join(tmpdir(), 'slipway-full-'));
    // A file where a folder has to be.
    writeFileSync(join(workDirectory, 's3'), '');
    const plan = planWith(service({ variants: [variant('AllTraffic', stub('1'))], capture: CAPTURE }));
    const platform = await opens(plan, { workDirectory, host: { say: ({ level, text }) => level === 'warn' && said.push(text) } });
    for (let index = 0; index < 3; index += 1) {
      expect(await call(platform, '1')).toMatchObject({ InvokedProductionVariant: 'AllTraffic' });
      await platform.flush();
    }
    expect(said).toEqual([expect.stringMatching(/^records of spam can no longer be written, and capture has stopped: /)]);
    rmSync(workDirectory, { recursive: true, force: true });
  });

  test('does not keep what failed', async () => {
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', odd())], capture: CAPTURE })));
    await call(platform, 'status 500');
    await call(platform, 'ok');
    await platform.flush();
    expect(recordsOf(platform)).toHaveLength(1);
  });
});

describe('metrics', () => {
  const total = ({ metrics }: Platform, name: string, statistic: string, variantName: string = 'AllTraffic'): number =>
    metrics.total({ namespace: 'AWS/SageMaker', name, dimensions: { ...DIMENSIONS, VariantName: variantName }, statistic });

  test('count what reached the model, by what came of it', async () => {
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', odd(), { instances: 2 })] })), {
      limits: { responseMillis: 200 },
    });
    for (const body of ['ok', 'ok', 'status 400', 'status 503', 'hang']) await call(platform, body);
    expect(total(platform, 'Invocations', 'Sum')).toBe(5);
    expect(total(platform, 'InvocationsPerInstance', 'Sum')).toBe(2.5);
    expect(total(platform, 'Invocation4XXErrors', 'Sum')).toBe(1);
    expect(total(platform, 'Invocation5XXErrors', 'Sum')).toBe(2);
    expect(total(platform, 'InvocationModelErrors', 'Sum')).toBe(3);
    expect(total(platform, 'Invocation5XXErrors', 'Average')).toBeCloseTo(0.4);
    expect(total(platform, 'ModelLatency', 'SampleCount')).toBe(5);
    // The one that hangs waits for the limit: 200 ms are 200,000 microseconds.
    expect(total(platform, 'ModelLatency', 'Maximum')).toBeGreaterThan(190_000);
  });

  test('hold nothing of a call that the closing of the platform cut off', async () => {
    const platform = await opens(
      planWith(service({ variants: [variant('AllTraffic', odd())], shadow: variant('Shadow', odd()), capture: CAPTURE })),
    );
    const cutOff = call(platform, 'hang');
    const reached = (): boolean =>
      ['AllTraffic', 'Shadow'].every((name) => total(platform, 'ConcurrentRequestsPerModel', 'Maximum', name) === 1);
    while (!reached()) await new Promise((next) => setImmediate(next));
    await platform.close();
    expect(await cutOff).toBeInstanceOf(Error);
    await new Promise((next) => setImmediate(next));
    expect(platform.metrics.list().map(({ name }) => name)).toEqual(['ConcurrentRequestsPerModel', 'ConcurrentRequestsPerModel']);
  });

  test('count no refusal of the front', async () => {
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', stub('1'))] })), { limits: { payloadBytes: 10 } });
    await call(platform, 'x'.repeat(11));
    await call(platform, 'x', { TargetVariant: 'Red' });
    expect(platform.metrics.list()).toEqual([]);
  });

  test('have zeros in idle minutes where SageMaker publishes zeros, and nothing where it does not', async () => {
    const clock = new SteppingClock(NOW);
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', stub('1'))] })), { clock });
    await call(platform, '1');
    clock.advance(3 * 60_000);
    await platform.flush();
    const minutes = (name: string, statistic: string): number[] =>
      platform.metrics
        .datapoints({
          namespace: 'AWS/SageMaker',
          name,
          dimensions: DIMENSIONS,
          statistic,
          periodSeconds: 60,
          from: Date.UTC(2026, 10, 24, 9, 5),
          to: Date.UTC(2026, 10, 24, 9, 8),
        })
        .map(({ value }) => value);
    expect(minutes('Invocations', 'Sum')).toEqual([1, 0, 0]);
    expect(minutes('ModelLatency', 'SampleCount')).toEqual([1]);
  });

  test('fill no more idle minutes than are kept, however often they are asked for', async () => {
    const clock = new SteppingClock(NOW);
    const platform = await opens(planWith(service({ variants: [variant('AllTraffic', stub('1'))] })), { clock });
    await call(platform, '1');
    clock.advance(400 * 60_000);
    await platform.flush();
    const held = total(platform, 'Invocations', 'SampleCount');
    await platform.flush();
    expect(total(platform, 'Invocations', 'SampleCount')).toBe(held);
    expect(held).toBeLessThanOrEqual(182);
  });

  test('of a shadow are its own, and its answers reach nobody', async () => {
    const platform = await opens(
      planWith(
        service({ variants: [variant('AllTraffic', stub('production'))], shadow: variant('Shadow', stub('shadow')), capture: CAPTURE }),
      ),
    );
    const answer = (await call(platform, '1')) as { Body: Uint8Array };
    expect(Buffer.from(answer.Body).toString('utf8')).toBe('production');
    await platform.flush();
    expect(total(platform, 'Invocations', 'Sum')).toBe(1);
    expect(total(platform, 'Invocations', 'Sum', 'Shadow')).toBe(1);
    const outputs = recordsOf(platform).map(({ captureData }) => (captureData?.['endpointOutput'] as { data: string } | undefined)?.data);
    expect(new Set(outputs)).toEqual(new Set(['production', 'shadow']));
  });
});
