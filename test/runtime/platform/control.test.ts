import type { CapturePlan } from '../../../runtime/plan';
import type { Platform } from '../../../runtime/platform/platform';
import { NOW, opens, planWith, service, stub, variant } from './plans';

const CAPTURE: CapturePlan = {
  sampling: 20,
  destination: 's3://records/capture',
  input: true,
  output: false,
  csvContentTypes: ['text/csv'],
  jsonContentTypes: [],
};

let platform: Platform;
beforeAll(async () => {
  const variants = [variant('Blue', stub('1'), { instances: 2, instanceType: 'ml.m5.large' }), variant('Green', stub('1'), { weight: 0 })];
  platform = await opens(planWith(service({ configName: 'spam-config', variants, shadow: undefined, capture: CAPTURE })));
});

/** As clients of Amazon's JSON protocol put it on the wire; botocore's own clients and model judge it in test/python/clients.py. */
async function ask(operation: string, body: unknown): Promise<readonly [number, unknown]> {
  const response = await fetch(platform.url, {
    method: 'POST',
    headers: { 'X-Amz-Target': `SageMaker.${operation}`, 'Content-Type': 'application/x-amz-json-1.1' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return [response.status, await response.json()];
}

test('an endpoint is in service since the platform was opened, with the weights and instances declared', async () => {
  expect(await ask('DescribeEndpoint', { EndpointName: 'spam' })).toMatchObject([
    200,
    {
      EndpointArn: 'arn:aws:sagemaker:eu-central-1:210987654321:endpoint/spam',
      EndpointConfigName: 'spam-config',
      EndpointStatus: 'InService',
      CreationTime: NOW / 1000,
      ProductionVariants: [
        { VariantName: 'Blue', CurrentWeight: 1, DesiredInstanceCount: 2 },
        { VariantName: 'Green', CurrentWeight: 0, DesiredInstanceCount: 1 },
      ],
      DataCaptureConfig: { EnableCapture: true, CaptureStatus: 'Started', CurrentSamplingPercentage: 20 },
    },
  ]);
});

test('its configuration says what was declared', async () => {
  expect(await ask('DescribeEndpointConfig', { EndpointConfigName: 'spam-config' })).toMatchObject([
    200,
    {
      ProductionVariants: [
        { VariantName: 'Blue', InitialInstanceCount: 2, InstanceType: 'ml.m5.large', InitialVariantWeight: 1 },
        { VariantName: 'Green', InitialVariantWeight: 0 },
      ],
      DataCaptureConfig: { CaptureOptions: [{ CaptureMode: 'Input' }], CaptureContentTypeHeader: { CsvContentTypes: ['text/csv'] } },
    },
  ]);
});

test.each<[string, string, unknown, string, string]>([
  [
    'an endpoint that is not there',
    'DescribeEndpoint',
    { EndpointName: 'Spam' },
    'ValidationException',
    'Could not find endpoint "Spam". There is spam.',
  ],
  ['a request without a name', 'DescribeEndpoint', {}, 'ValidationException', 'DescribeEndpoint needs a JSON body with EndpointName'],
  ['a body that is no JSON', 'DescribeEndpoint', '{', 'ValidationException', 'DescribeEndpoint needs a JSON body with EndpointName'],
  ['another operation', 'CreateEndpoint', {}, 'UnknownOperationException', 'CreateEndpoint is not answered here'],
  ['a name that every object has', 'toString', {}, 'UnknownOperationException', 'toString is not answered here'],
])('%s is refused', async (_what, operation, body, type, message) => {
  expect(await ask(operation, body)).toEqual([400, { __type: type, message: expect.stringContaining(message) as string }]);
});
