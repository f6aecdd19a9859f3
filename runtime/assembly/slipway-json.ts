import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import type { StandInEntry } from '../../core/service/entry.js';
import type { Allowance } from '../plan.js';
import { TROUBLES } from '../report/rehearsal-report.js';
import { issuesText } from './read-json.js';

const FILE = 'slipway.json';
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|min)$/;
const FACTORS: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };
const DURATION_TEXT = z.string().regex(DURATION, 'give a duration such as 100ms, 2s or 1min');

const STUB = z
  .strictObject({ answer: z.string(), latency: DURATION_TEXT, slowest: DURATION_TEXT.optional() })
  .refine(
    ({ latency, slowest }) => slowest === undefined || millisOf(slowest) >= millisOf(latency),
    'slowest is less than latency; give at least as much',
  );
const SERVICE = z.strictObject({
  standIn: z.union([z.string(), z.strictObject({ command: z.array(z.string()).min(1) }), z.strictObject({ stub: STUB })]).optional(),
  latency: DURATION_TEXT.optional(),
  traffic: z.strictObject({ perMinute: z.number().positive(), quietestPerMinute: z.number().positive().optional() }).optional(),
  samples: z.string().optional(),
  covers: z.array(z.enum(TROUBLES, `give some of: ${TROUBLES.join(', ')}`)).optional(),
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
  /** Path of a file of what callers send. */
  readonly samples?: string;
  /** Troubles of which a blind spot counts. */
  readonly covers?: readonly string[];
}

/** All that the file says. */
export interface SlipwayJson {
  readonly services: ReadonlyMap<string, SaidOfService>;
  readonly allow: readonly Allowance[];
}

/**
 * Reads `slipway.json` beside the assembly, by construct path of the endpoint. A path may be that of a construct around the endpoint, which
 * is what people see of a library's own construct; names in stages that are not part of this assembly are another run's.
 *
 * @param endpoints construct paths of the assembly's endpoints
 * @param stacks construct paths of its stacks
 */
export function readSlipwayJson(assembly: string, endpoints: readonly string[], stacks: readonly string[]): SlipwayJson {
  const path = join(dirname(resolve(assembly)), FILE);
  if (!existsSync(path)) return { services: new Map(), allow: [] };
  const parsed = SLIPWAY_JSON.safeParse(parse(path));
  if (!parsed.success) {
    throw new SlipwayError('slipway-json', issuesText(parsed.error), { source: path });
  }
  const found = Object.entries(parsed.data.services)
    .filter(([service]) => stacks.some((stack) => firstOf(stack) === firstOf(service)))
    .map(([service, said]) => ({
      service,
      said: saidOf(said, dirname(path)),
      meant: endpoints.filter((each) => each === service || each.startsWith(`${service}/`)),
    }));
  throwProblems(
    'slipway-json',
    found
      .filter(({ meant }) => meant.length !== 1)
      .map(({ service, meant }) => {
        const what = meant.length === 0 ? `the assembly has ${endpoints.join(', ') || 'no endpoint'}` : `there are ${meant.join(', ')}`;
        return `services names ${service}, and ${what}; use the construct path of an endpoint`;
      }),
    { source: path },
  );
  return { services: new Map(found.flatMap(({ said, meant }) => meant.map((endpoint) => [endpoint, said]))), allow: parsed.data.allow };
}

/** Adds stand-ins that were given by name for this run; a name is the path of an endpoint, or of a construct around it. */
export function withStandIns(
  services: ReadonlyMap<string, SaidOfService>,
  standIns: Readonly<Record<string, StandInEntry>>,
  endpoints: readonly string[],
): ReadonlyMap<string, SaidOfService> {
  const given = Object.entries(standIns).map(([name, standIn]) => ({
    name,
    standIn,
    meant: endpoints.filter((each) => each === name || each.startsWith(`${name}/`)),
  }));
  throwProblems(
    'stand-in',
    given
      .filter(({ meant }) => meant.length !== 1)
      .map(
        ({ name, meant }) =>
          `a stand-in is given for ${name}, and ${meant.length === 0 ? `the assembly has ${endpoints.join(', ') || 'no endpoint'}` : `there are ${meant.join(', ')}`}; use the construct path of an endpoint`,
      ),
  );
  const all = new Map(services);
  for (const { standIn, meant } of given) for (const endpoint of meant) all.set(endpoint, { ...all.get(endpoint), standIn });
  return all;
}

function firstOf(path: string): string {
  return path.split('/', 1)[0] ?? '';
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

function saidOf({ standIn, latency, traffic, samples, covers }: z.infer<typeof SERVICE>, folder: string): SaidOfService {
  return {
    ...(standIn === undefined ? {} : { standIn: standInOf(standIn, folder) }),
    ...(latency === undefined ? {} : { latencyMillis: millisOf(latency) }),
    ...(traffic === undefined
      ? {}
      : { traffic: { perMinute: traffic.perMinute, quietestPerMinute: traffic.quietestPerMinute ?? traffic.perMinute } }),
    ...(samples === undefined ? {} : { samples: resolve(folder, samples) }),
    ...(covers === undefined ? {} : { covers }),
  };
}

function standInOf(standIn: NonNullable<z.infer<typeof SERVICE>['standIn']>, folder: string): StandInEntry {
  if (typeof standIn === 'string') return { onnx: resolve(folder, standIn) };
  if ('command' in standIn) return { command: standIn.command, folder };
  const { answer, latency, slowest } = standIn.stub;
  return { stub: { answer, latencyMillis: millisOf(latency), ...(slowest === undefined ? {} : { slowestMillis: millisOf(slowest) }) } };
}

function millisOf(text: string): number {
  const [, amount, unit = 'ms'] = DURATION.exec(text) ?? [];
  return Number(amount) * (FACTORS[unit] ?? 1);
}
