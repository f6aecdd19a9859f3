import type { Stack } from 'aws-cdk-lib';
import type { CfnEndpointConfig, CfnModelProps } from 'aws-cdk-lib/aws-sagemaker';
import { endpoint, model, SERVERLESS } from './apps';
import type { Case } from './cases';

function serving(props: Partial<CfnModelProps>): (stack: Stack) => void {
  return (stack) => {
    model(stack, 'Model', props);
    endpoint(stack, [SERVERLESS]);
  };
}

function provisioned(provisionedConcurrency: number): (stack: Stack) => void {
  return (stack) =>
    void endpoint(stack, [{ ...SERVERLESS, serverlessConfig: { memorySizeInMb: 2048, maxConcurrency: 5, provisionedConcurrency } }]);
}

export const SERVERLESS_CASES: Readonly<Record<string, Case>> = {
  'serverless-instance': {
    passes: (stack) => endpoint(stack, [SERVERLESS]),
    fails: [{ app: (stack) => endpoint(stack, [{ ...SERVERLESS, instanceType: 'ml.m5.large' }]), says: ['InstanceType', "'ml.m5.large'"] }],
  },
  'serverless-memory': {
    passes: (stack) => endpoint(stack, [SERVERLESS]),
    fails: [
      {
        app: (stack) => endpoint(stack, [{ ...SERVERLESS, serverlessConfig: { memorySizeInMb: 2500, maxConcurrency: 5 } }]),
        says: ['2500', '2048', '3072'],
      },
      {
        app: (stack) => endpoint(stack, [{ ...SERVERLESS, serverlessConfig: { memorySizeInMb: 2048, maxConcurrency: 201 } }]),
        says: ['201', '1 to 200'],
      },
    ],
  },
  'serverless-provisioned': {
    passes: provisioned(5),
    fails: [
      { app: provisioned(6), says: ['provisioned concurrency of 6', '1 to 5'] },
      { app: provisioned(0), says: ['provisioned concurrency of 0'] },
    ],
  },
  'serverless-variants': {
    passes: (stack) => endpoint(stack, [SERVERLESS]),
    fails: [{ app: (stack) => endpoint(stack, [SERVERLESS, { ...SERVERLESS, variantName: 'Green' }]), says: ['2 are declared'] }],
  },
  'serverless-model': {
    passes: serving({}),
    fails: [
      { app: serving({ vpcConfig: { subnets: ['subnet-1'], securityGroupIds: ['sg-1'] } }), says: ["'AllTraffic'", 'a VPC'] },
      { app: serving({ enableNetworkIsolation: true }), says: ['network isolation'] },
      { app: serving({ primaryContainer: undefined, containers: [{ image: 'a' }, { image: 'b' }] }), says: ['2 containers'] },
      { app: serving({ primaryContainer: { image: 'a', mode: 'MultiModel' } }), says: ['several models in one container'] },
      {
        app: serving({
          primaryContainer: {
            image: 'a',
            modelDataSource: { s3DataSource: { compressionType: 'None', s3DataType: 'S3Prefix', s3Uri: 's3://b/p/' } },
          },
        }),
        says: ['no archive'],
      },
    ],
  },
  'capture-serverless': {
    passes: (stack) => endpoint(stack, [{}], capture(20)),
    fails: [{ app: (stack) => endpoint(stack, [SERVERLESS], capture(20)), says: ['captures nothing'] }],
  },
  'capture-sampling': {
    passes: (stack) => endpoint(stack, [{}], capture(0)),
    fails: [{ app: (stack) => endpoint(stack, [{}], capture(120)), says: ['120', '0 to 100'] }],
  },
  'capture-content-type': {
    passes: (stack) => endpoint(stack, [{}], capture(20, { csvContentTypes: ['text/csv'] })),
    fails: [
      { app: (stack) => endpoint(stack, [{}], capture(20)), says: ['base64', 'text/csv'] },
      {
        app: (stack) => endpoint(stack, [{}], capture(20, { jsonContentTypes: Array.from({ length: 11 }, (_, at) => `a/${at}`) })),
        says: ['11 content types', 'at most 10'],
      },
    ],
  },
};

function capture(
  initialSamplingPercentage: number,
  captureContentTypeHeader?: CfnEndpointConfig.CaptureContentTypeHeaderProperty,
): Parameters<typeof endpoint>[2] {
  return {
    dataCaptureConfig: {
      initialSamplingPercentage,
      destinationS3Uri: 's3://b/p',
      captureOptions: [{ captureMode: 'Input' }],
      captureContentTypeHeader,
    },
  };
}
