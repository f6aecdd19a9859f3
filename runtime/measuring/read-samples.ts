import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SlipwayError } from '../../core/errors/index.js';
import type { Label, RowBody } from './captured.js';

const JSON_TYPE = 'application/json';
const SAMPLE = z
  .object({ input: z.unknown(), contentType: z.string().optional(), label: z.union([z.string(), z.number(), z.boolean()]).optional() })
  .refine(({ input }) => input !== undefined);
const FORM = `give {"input": …} a line, or {"input": "1,2", "contentType": "text/csv"} for what is not JSON`;

/**
 * Reads JSON lines of `{"input": …}`; with a `contentType` that is not JSON the input is text, sent as it stands. A `label` beside it says what
 * really was.
 */
export function readSamples(path: string): RowBody[] {
  const rows = textOf(path)
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [rowOf(line, `${path}:${index + 1}`)]));
  if (rows.length === 0) throw new SlipwayError('samples', `there is no sample; ${FORM}`, { source: path });
  return rows;
}

function rowOf(line: string, source: string): RowBody {
  const sample = SAMPLE.safeParse(parsed(line));
  if (!sample.success) throw new SlipwayError('samples', `this line is no sample; ${FORM}`, { source });
  const { input, contentType = JSON_TYPE, label } = sample.data;
  const known: { readonly label?: Label } = label === undefined ? {} : { label };
  if (contentType.startsWith(JSON_TYPE)) return { body: Buffer.from(JSON.stringify(input)), contentType, ...known };
  if (typeof input === 'string') return { body: Buffer.from(input), contentType, ...known };
  throw new SlipwayError('samples', `the input is no text, and '${contentType}' is not written from JSON; ${FORM}`, { source });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError('samples', `the samples cannot be read: ${said}; ${FORM}`, { source: path }, { cause });
  }
}
