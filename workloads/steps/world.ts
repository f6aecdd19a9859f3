import { S3Client } from '@aws-sdk/client-s3';
import { readBatchSettings, type BatchSettings } from '../../core/batch/settings.js';
import type { Objects } from './objects.js';
import { S3Objects } from './s3-objects.js';

/** What a step reaches. */
export interface StepWorld {
  /** The objects below `s3://bucket/prefix/`. */
  readonly objects: (uri: string) => Objects;
  readonly settings: BatchSettings;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** One line of the log. */
  readonly log: (line: object) => void;
}

let s3: S3Client | undefined;

/** The world of a step in Lambda, at the instant that its event tells. */
export function lambdaWorld(environment: NodeJS.ProcessEnv, now: string): StepWorld {
  const client = (s3 ??= new S3Client({ forcePathStyle: environment['AWS_ENDPOINT_URL_S3'] !== undefined }));
  return {
    objects: (uri) => new S3Objects(client, uri),
    settings: readBatchSettings(environment),
    now: Date.parse(now),
    log: (line) => process.stdout.write(`${JSON.stringify(line)}\n`),
  };
}
