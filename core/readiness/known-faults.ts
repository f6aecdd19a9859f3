import { isRecord, textIn } from './json.js';

const SHOWN = 3;
const FORM = '{"input": {…}, "expected": …, "given": …, "because": "…"}';

/** What is wrong with `samples/known-faults.jsonl`: rows that the model gets wrong, each with why nobody has mended it. */
export function faultProblems(lines: readonly string[] | undefined): string[] {
  const rows = (lines ?? []).map((line, index) => ({ line, number: index + 1 })).filter(({ line }) => line.trim() !== '');
  if (rows.length === 0)
    return [
      `the known faults are not written down; put rows that the model gets wrong into samples/known-faults.jsonl, one a line: ${FORM}`,
    ];
  const wrong = rows.flatMap(({ line, number }) => lineProblem(line).map((text) => `samples/known-faults.jsonl:${number}: ${text}`));
  const more = wrong.length > SHOWN ? [`samples/known-faults.jsonl: ${wrong.length - SHOWN} more of its lines are incomplete`] : [];
  return [...wrong.slice(0, SHOWN), ...more];
}

function lineProblem(line: string): string[] {
  const row = parsed(line);
  if (!isRecord(row) || !isRecord(row['input'])) return [`this is no row with an input; give ${FORM}`];
  const missing = ['expected', 'given'].filter((key) => row[key] === undefined);
  if (missing.length > 0) return [`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing; give ${FORM}`];
  return textIn(row, 'because') === undefined ? ['"because" is missing; say in a sentence why the model gets it wrong'] : [];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
