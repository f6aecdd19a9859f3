import { SlipwayError } from '../../core/errors/index.js';
import { answerTo, faultOutcome, goldenDifferences } from '../../core/readiness/answered.js';
import { faultProblems } from '../../core/readiness/known-faults.js';
import { isRecord } from '../../core/readiness/json.js';
import type { ModelSchema } from '../../core/schema/schema.js';
import type { VariantPlan } from '../plan.js';
import type { Container } from '../platform/container.js';
import { askText } from './ask.js';
import { checkFilesOf, type Line } from './check-files.js';
import type { FaultCheck, GoldenCheck, ModelChecks } from './profile.js';

const OK = 200;
const TEXT_LENGTH = 120;

/** Asks a model the rows that travel with it, and holds its answers against what is written beside them. */
export async function checkModel(
  containers: readonly Container[],
  variant: VariantPlan,
  signal: AbortSignal,
): Promise<ModelChecks | undefined> {
  const files = checkFilesOf(variant);
  if (files === undefined) return undefined;
  if (files.knownFaults.length > 0) refuseWrong(files.knownFaults);
  const schema = containers.at(-1)?.schema;
  const knownFaults: FaultCheck[] = [];
  for (const line of files.knownFaults) knownFaults.push(await checkFault(line, containers, schema, signal));
  const different: GoldenCheck[] = [];
  for (const line of files.golden) different.push(...(await checkGolden(line, containers, signal)));
  return { digest: files.digest, knownFaults, golden: { rows: files.golden.length, different } };
}

async function checkFault(
  { number, text }: Line,
  containers: readonly Container[],
  schema: ModelSchema | undefined,
  signal: AbortSignal,
): Promise<FaultCheck> {
  const { input, expected, given, because } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const written = { line: number, expected: shown(expected), given: shown(given), because: String(because) };
  const answer = await answerOf(input, containers, signal);
  if ('failure' in answer) return { ...written, outcome: 'unanswered', now: answer.failure };
  const { outcome, now } = faultOutcome(answer.value, { expected, given }, schema);
  return { ...written, outcome, now: shown(now) };
}

async function checkGolden({ number, text }: Line, containers: readonly Container[], signal: AbortSignal): Promise<GoldenCheck[]> {
  const row = parsed(text);
  if (!isRecord(row) || !isRecord(row['output']))
    return [{ line: number, what: 'this is no golden row: give {"input": {…}, "output": {…}}' }];
  const answer = await answerOf(row['input'], containers, signal);
  if ('failure' in answer) return [{ line: number, what: answer.failure }];
  return goldenDifferences(answer.value, row['output']).map((what) => ({ line: number, what }));
}

async function answerOf(
  input: unknown,
  containers: readonly Container[],
  signal: AbortSignal,
): Promise<{ readonly value: unknown } | { readonly failure: string }> {
  const row = { body: Buffer.from(JSON.stringify(input)), contentType: 'application/json' };
  const { status, text } = await askText(containers, row, signal);
  if (status !== OK || text === undefined) return { failure: status === 0 ? 'no answer' : `answered with ${status}` };
  const value = parsed(text);
  return value === undefined ? { failure: 'answered with what is no JSON' } : { value: answerTo(value) };
}

/** What a gate refuses at synthesis is refused here too: an app that is not ours has no gate. */
function refuseWrong(lines: readonly Line[]): void {
  const written = Array.from(
    { length: lines.at(-1)?.number ?? 0 },
    (_, index) => lines.find(({ number }) => number === index + 1)?.text ?? '',
  );
  const problems = faultProblems(written);
  if (problems.length > 0) throw new SlipwayError('samples', problems.join('; '));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As people write it; a whole answer is cut. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
}
