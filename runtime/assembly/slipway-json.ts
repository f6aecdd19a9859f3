import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';
import type { StandInEntry } from '../../core/service/entry.js';

const FILE = 'slipway.json';
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|min)$/;
const FACTORS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };
const DURATION_TEXT = z.string().regex(DURATION, 'give a duration such as 100ms, 2s or 1min');

const SERVICE = z.strictObject({
  standIn: z
    .union([
      z.string(),
      z.strictObject({ command: z.array(z.string()).min(1) }),
      z.strictObject({ stub: z.strictObject({ answer: z.string(), latency: DURATION_TEXT, slowest: DURATION_TEXT.optional() }) }),
    ])
    .optional(),
  latency: DURATION_TEXT.optional(),
  traffic: z.strictObject({ perMinute: z.number().positive(), quietestPerMinute: z.number().positive().optional() }).optional(),
  covers: z.array(z.string()).optional(),
});
const SLIPWAY_JSON = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  services: z.record(z.string(), SERVICE).default({}),
  allow: z.array(z.strictObject({ id: z.string(), reason: z.string().min(1) })).default([]),
});

/** What an app says of one of its endpoints, where our constructs do not say it. */
export interface SaidOfService {
  readonly standIn?: StandInEntry;
  readonly latencyMillis?: number;
  readonly traffic?: { readonly perMinute: number; readonly quietestPerMinute: number };
}

/** Reads `slipway.json` beside the assembly; by construct path of the endpoint. */
export function readSlipwayJson(assembly: string): ReadonlyMap<string, SaidOfService> {
  const path = join(dirname(resolve(assembly)), FILE);
  if (!existsSync(path)) return new Map();
  const parsed = SLIPWAY_JSON.safeParse(parse(path));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new SlipwayError('slipway-json', problems, { source: path });
  }
  return new Map(Object.entries(parsed.data.services).map(([service, said]) => [service, saidOf(said, dirname(path))]));
}

/** Names that no endpoint of the assembly has are a mistake that would otherwise go unnoticed. */
export function refuseUnknownServices(said: ReadonlyMap<string, SaidOfService>, paths: readonly string[], assembly: string): void {
  const unknown = [...said.keys()].filter((path) => !paths.includes(path));
  if (unknown.length === 0) return;
  throw new SlipwayError(
    'slipway-json',
    `services names ${unknown.join(', ')}, and the assembly has ${paths.join(', ') || 'no endpoint'}; use the construct path of an endpoint`,
    {
      source: join(dirname(resolve(assembly)), FILE),
    },
  );
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new SlipwayError(
      'slipway-json',
      `this is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { source: path },
      { cause },
    );
  }
}

function saidOf({ standIn, latency, traffic }: z.infer<typeof SERVICE>, folder: string): SaidOfService {
  return {
    ...(standIn === undefined ? {} : { standIn: standInOf(standIn, folder) }),
    ...(latency === undefined ? {} : { latencyMillis: millisOf(latency) }),
    ...(traffic === undefined
      ? {}
      : { traffic: { perMinute: traffic.perMinute, quietestPerMinute: traffic.quietestPerMinute ?? traffic.perMinute } }),
  };
}

function standInOf(standIn: NonNullable<z.infer<typeof SERVICE>['standIn']>, folder: string): StandInEntry {
  if (typeof standIn === 'string') return { onnx: resolve(folder, standIn) };
  if ('command' in standIn) return standIn;
  const { answer, latency, slowest } = standIn.stub;
  return { stub: { answer, latencyMillis: millisOf(latency), ...(slowest === undefined ? {} : { slowestMillis: millisOf(slowest) }) } };
}

function millisOf(text: string): number {
  const [, amount, unit = 'ms'] = DURATION.exec(text) ?? [];
  return Number(amount) * (FACTORS[unit] ?? 1);
}
