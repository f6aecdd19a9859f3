import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { ContainerPlan } from '../plan.js';
import type { Random } from '../random.js';
import type { RowBody } from './captured.js';
import { generateRows } from './generate-rows.js';
import { readSamples } from './read-samples.js';

/** More rows tell no more of how long a model takes. */
export const MOST_ROWS = 2000;
/** Rows that are made up where there is no sample. */
const GENERATED_ROWS = 500;
/** Says that nothing is known of what callers send. */
export const EMPTY_RECORD = 'an empty record: no samples and no schema';
const SAMPLES = ['samples/traffic.jsonl', 'samples/golden.jsonl'];

/** Rows to ask a model with, and where they come from. */
export interface SampleRows {
  readonly rows: readonly RowBody[];
  readonly from: string;
}

/**
 * Distinct rows for a model: those given, else the samples of its folder, else made up from its schema. Where nothing is known one empty
 * record is sent.
 */
export function sampleRows(
  { modelFolder }: Pick<ContainerPlan, 'modelFolder'>,
  schema: ModelSchema | undefined,
  given: SampleRows | undefined,
  random: Random,
): SampleRows {
  if (given !== undefined) return { rows: distinct(given.rows), from: given.from };
  for (const name of SAMPLES) {
    const path = modelFolder === undefined ? undefined : join(modelFolder, name);
    if (path !== undefined && existsSync(path)) return { rows: distinct(readSamples(path)), from: name };
  }
  if (schema !== undefined) {
    return { rows: generateRows(schema, GENERATED_ROWS, random).map(jsonBody), from: 'generated from the schema' };
  }
  return { rows: [jsonBody({})], from: EMPTY_RECORD };
}

function jsonBody(value: unknown): RowBody {
  return { body: Buffer.from(JSON.stringify(value)), contentType: 'application/json' };
}

function distinct(rows: readonly RowBody[]): RowBody[] {
  // What was asked alike and turned out otherwise is two rows.
  const seen = new Map(rows.map((row) => [`${row.contentType}\0${String(row.label)}\0${row.body.toString('latin1')}`, row]));
  return [...seen.values()].slice(0, MOST_ROWS);
}

/** The same row a column short, as an older caller would send it; undefined where it has none to spare. */
export function columnShort({ body, contentType }: RowBody): RowBody | undefined {
  const text = body.toString('utf8');
  if (contentType.startsWith('text/csv')) {
    const lines = text.split('\n').map((line) => line.split(',').slice(0, -1).join(','));
    return { body: Buffer.from(lines.join('\n')), contentType };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return { body: Buffer.from(JSON.stringify(value.slice(0, -1))), contentType };
    if (typeof value !== 'object' || value === null) return undefined;
    return { body: Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(value).slice(0, -1)))), contentType };
  } catch {
    return undefined;
  }
}
