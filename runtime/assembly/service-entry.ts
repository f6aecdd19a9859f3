import { z } from 'zod';
import { SlipwayError, type Place } from '../../core/errors/index.js';
import { SERVICE_ENTRY_VERSION, SERVICE_METADATA, type ServiceEntry } from '../../core/service/entry.js';
import { HOSTING_MODES } from '../../core/hosting/mode.js';
import type { Metadata } from './manifest.js';

export const STAND_IN = z.union([
  z.strictObject({ onnx: z.string() }),
  z.strictObject({ command: z.array(z.string()).min(1) }),
  z.strictObject({
    stub: z.strictObject({
      answer: z.string(),
      latencyMillis: z.number().nonnegative(),
      slowestMillis: z.number().nonnegative().optional(),
    }),
  }),
]);
export const TRAFFIC = z.strictObject({ perMinute: z.number().positive(), quietestPerMinute: z.number().positive() });

/** What is said of the containers of a model. */
export const SERVICE_MODELS = z.array(
  z.looseObject({
    variant: z.string(),
    container: z.number().int(),
    folder: z.string().optional(),
    digest: z.string().optional(),
    standIn: STAND_IN.optional(),
  }),
);

const ENTRY = z.looseObject({
  version: z.literal(SERVICE_ENTRY_VERSION),
  mode: z.enum(HOSTING_MODES),
  endpointLogicalId: z.string().optional(),
  stateMachineLogicalId: z.string().optional(),
  refreshed: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('daily'), minutes: z.number(), zone: z.string() }),
      z.strictObject({ kind: z.literal('within'), seconds: z.number() }),
    ])
    .optional(),
  latencyMillis: z.number().positive().optional(),
  traffic: TRAFFIC.optional(),
  models: SERVICE_MODELS,
});

/** An entry with where it stands. */
export interface FoundEntry {
  /** Construct path. */
  readonly path: string;
  readonly entry: ServiceEntry;
}

/** What the constructs of this package left beside a stack. */
export function serviceEntries(metadata: Metadata, placeOf: (path: string) => Place): FoundEntry[] {
  return Object.entries(metadata).flatMap(([key, items]) =>
    items
      .filter(({ type }) => type === SERVICE_METADATA)
      .map(({ data }) => {
        const path = key.replace(/^\//, '');
        const parsed = ENTRY.safeParse(data);
        if (parsed.success) return { path, entry: parsed.data };
        const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
        throw new SlipwayError(
          'service-entry',
          `the ${SERVICE_METADATA} entry was written by another version of this package: ${problems}; synthesize with this one`,
          placeOf(path),
        );
      }),
  );
}
