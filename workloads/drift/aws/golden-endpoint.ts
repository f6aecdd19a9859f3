import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { payloadRows } from '../payload.js';
import { GOLDEN_ATTRIBUTE, servedIn } from '../../../core/service/served.js';
import type { GoldenAnswer } from '../monitor/world.js';

const JSON_TYPE = 'application/json';

/** Asks an endpoint for the golden rows, all in one request, as a caller would. */
export async function askEndpoint(
  runtime: SageMakerRuntimeClient,
  { name, variant }: { readonly name: string; readonly variant: string },
  inputs: readonly Readonly<Record<string, unknown>>[],
): Promise<GoldenAnswer> {
  const { Body, CustomAttributes } = await runtime.send(
    new InvokeEndpointCommand({
      EndpointName: name,
      TargetVariant: variant,
      Body: JSON.stringify(inputs),
      ContentType: JSON_TYPE,
      Accept: JSON_TYPE,
      CustomAttributes: GOLDEN_ATTRIBUTE,
    }),
  );
  const rows = payloadRows(Buffer.from(Body ?? []).toString('utf8'), 'JSON') ?? [];
  return {
    rows: rows.map((row) => (Array.isArray(row) ? {} : (row as Readonly<Record<string, unknown>>))),
    attributes: servedIn(CustomAttributes ?? ''),
  };
}
