import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { readinessGaps, type Demands } from '../../core/readiness/gaps.js';

/** What a gate is asked. */
export interface GateEvent {
  /** `s3://…/`, where an evaluation has left its card. */
  readonly evaluation: string;
  readonly demands: Demands;
}

/** Everything that keeps the model back; nothing where it may go on. */
export interface GateAnswer {
  readonly gaps: readonly string[];
}

/** Whether a trained model is good enough, by its card: the same rules as at synthesis. */
export const gate = async ({ evaluation, demands }: GateEvent): Promise<GateAnswer> => {
  const s3 = new S3Client({ forcePathStyle: process.env['AWS_ENDPOINT_URL_S3'] !== undefined });
  const [card, faults] = await Promise.all([textOf(s3, `${evaluation}card.json`), textOf(s3, `${evaluation}known-faults.jsonl`)]);
  return { gaps: readinessGaps({ card: card === undefined ? undefined : JSON.parse(card), knownFaults: faults?.split('\n') }, demands) };
};

/** The text of an object; nothing where there is none. */
async function textOf(s3: S3Client, uri: string): Promise<string | undefined> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}
