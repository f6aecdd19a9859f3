import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { MonitorSettings } from '../../../core/drift/monitor/settings.js';
import { objectsOf } from '../monitor/records.js';
import type { World } from '../monitor/world.js';
import { askEndpoint } from './golden-endpoint.js';
import { invocationsOf, putMetrics } from './metrics.js';
import { S3Folder } from './s3-folder.js';

/** The account that the monitor runs in. */
export function awsWorld(settings: MonitorSettings, remainingMillis: () => number, log: World['log']): World {
  const { deployment, endpoint, records, results, document, quality } = settings;
  const [s3, cloudwatch, runtime] = [new S3Client(), new CloudWatchClient(), new SageMakerRuntimeClient()];
  const captured = new S3Folder(s3, records.bucket);
  return {
    records: captured,
    objectsOf: (window) => objectsOf(captured, settings, window),
    results: new S3Folder(s3, results.bucket),
    document: new S3Folder(s3, document.bucket),
    ...(quality === undefined ? {} : { labels: new S3Folder(s3, quality.labels.bucket) }),
    publish: (published) => putMetrics(cloudwatch, deployment, published),
    invocations: async (from, to) => (endpoint === undefined ? undefined : invocationsOf(cloudwatch, endpoint, from, to)),
    askGolden: async (inputs) => {
      if (endpoint === undefined) return undefined;
      try {
        return await askEndpoint(runtime, endpoint, inputs);
      } catch (cause) {
        log({ event: 'golden-rows', failed: cause instanceof Error ? cause.message : String(cause) });
        return undefined;
      }
    },
    remainingMillis,
    log,
  };
}
