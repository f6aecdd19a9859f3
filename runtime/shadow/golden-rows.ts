import { readFileSync } from 'node:fs';
import { SlipwayError } from '../../core/errors/index.js';
import type { GoldenRow } from '../../core/schema/golden-row.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import { goldenDifferences } from '../../workloads/scoring/golden-differences.js';
import type { Container } from '../platform/container.js';
import { askModel } from './ask-both.js';

/** Reads rows with declared answers, `{"input": …, "output": …}` a line. */
export function readGolden(path: string): GoldenRow[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SlipwayError('samples', `the golden rows cannot be read: ${String(cause)}`, { source: path }, { cause });
  }
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [rowOf(line, `${path}:${index + 1}`)]));
}

function rowOf(line: string, source: string): GoldenRow {
  try {
    const row = JSON.parse(line) as Partial<GoldenRow> | null;
    if (typeof row?.input === 'object' && typeof row.output === 'object') return { input: row.input, output: row.output };
  } catch {
    // Said below, with the place.
  }
  throw new SlipwayError('samples', 'this line is no golden row; give {"input": {…}, "output": {…}} a line', { source });
}

/** Rows that a model answers otherwise than declared, one sentence each; values of features are in none of them. */
export async function goldenBreaks(
  rows: readonly GoldenRow[],
  containers: readonly Container[],
  schema: ModelSchema | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const found: string[] = [];
  for (const [index, { input, output }] of rows.entries()) {
    const answer = await askModel(containers, { body: Buffer.from(JSON.stringify(input)), contentType: 'application/json' }, signal);
    const [prediction] = answer.predictions;
    const outputs = schema?.outputs ?? Object.keys(output).map((name) => ({ name, type: 'number' as const }));
    const said = prediction === undefined ? [`it answers with ${answer.status}`] : goldenDifferences(output, prediction, outputs);
    if (said.length > 0) found.push(`golden row ${index + 1}: ${said.join(', ')}`);
  }
  return found;
}
