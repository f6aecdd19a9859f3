import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputFiles } from '../../../runtime/batch/input-files';
import { Memory } from '../../../runtime/batch/text-parts';
import { unitsOf } from '../../../runtime/batch/units';
import { PartScorer } from '../../../workloads/batch/score-part';
import { scoreFiles } from '../../../runtime/batch/score-files';
import { BATCH_DEFAULTS, type BatchResult, type ScoreFilesOptions } from '../../../runtime/batch/score-options';
import { SILENT } from '../../../runtime/host';
import { openModel, type LoadedModel } from '../../../workloads/scoring/open-model';

const FIXTURES = join(__dirname, '..', '..', 'workloads', 'scoring', 'fixtures');
/** Features x0 to x4, all optional, 32-bit floats; one output, `prediction`. */
export const MODEL = join(FIXTURES, 'xgboost-binary.ubj');

export const fixture = (name: string): string => join(FIXTURES, name);

/** A folder of its own for a test file, gone after it. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway batch '));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function score(options: Partial<ScoreFilesOptions> & Pick<ScoreFilesOptions, 'input' | 'output'>): Promise<BatchResult> {
  return scoreFiles({ model: MODEL, host: SILENT, signal: new AbortController().signal, ...options });
}

/** What the parts of a file give, without the files and waits of a whole run: for tries by the hundred. */
export async function inParts(
  input: string,
  {
    keep = [],
    partBytes = BATCH_DEFAULTS.partBytes,
    model = MODEL,
    format = 'csv',
  }: { keep?: readonly string[]; partBytes?: number; model?: string; format?: 'csv' | 'jsonl' },
): Promise<{ rows: number; output: string; rejected: readonly { line: number; reason: string }[] }> {
  const engine = await modelOf(model);
  const scorer = new PartScorer(engine, { format, keep, prefix: '' });
  const { schema, takes } = engine;
  const reading = { ...BATCH_DEFAULTS, schema, takes, keep, partBytes, memory: new Memory(), onAbsent: () => undefined };
  let [rows, output, line] = [0, '', 0];
  const rejected: { line: number; reason: string }[] = [];
  for await (const unit of unitsOf(inputFiles(input, []), { file: 0, line: 0 }, reading)) {
    if (unit.part === undefined) throw new TypeError('a record is too long');
    const scored = await scorer.score(unit.part);
    line = unit.line ?? line;
    const first = line;
    rejected.push(...scored.rejected.map(({ line: at, reason }) => ({ line: first + at + 1, reason })));
    line += scored.lineCount;
    rows += scored.rows;
    output += Buffer.from(scored.output).toString('utf8');
  }
  return { rows, output, rejected };
}

const models = new Map<string, Promise<LoadedModel>>();

function modelOf(path: string): Promise<LoadedModel> {
  const known = models.get(path) ?? openModel(path);
  models.set(path, known);
  return known;
}

/** One record of a table, and what becomes of it. */
export interface Case {
  /** Bytes as they stand in the file, line end included. */
  readonly text: string | Buffer;
  /** What the model sees; absent for what is no row, or a rejected one. */
  readonly values?: readonly (number | null)[];
  /** The kept cell, as it stands in CSV. */
  readonly kept?: string;
  /** Part of the reason. */
  readonly rejected?: string;
}

export function writeCases(path: string, head: string, cases: readonly Case[]): void {
  writeFileSync(path, Buffer.concat([Buffer.from(head), ...cases.map(({ text }) => Buffer.from(text as string))]));
}

/** What the library's rows give one at a time, by way of the model alone: nothing of the table's reading is in it. */
export async function expectedLines(cases: readonly Case[], model = MODEL): Promise<string[]> {
  const engine = await openModel(model);
  const lines: string[] = [];
  for (const { values, kept } of cases) {
    if (values === undefined) continue;
    const read = engine.reader.readRows([values]);
    if (!read.ok) throw new TypeError(read.problems.map(({ message }) => message).join());
    const [{ values: predicted }] = await engine.run(read.block);
    lines.push(`${kept === undefined ? '' : `${kept},`}${String(predicted[0])}`);
  }
  await engine.close();
  return lines;
}

export const linesOf = (path: string): string[] => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');

/** Lines of CSV with the last cell, a prediction, as the number that it is: `0.50` and `0.5` are one. */
export function asNumbers(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/[^,]+$/, (cell) => String(Number(cell))));
}

/** Line and reason of each rejected record. */
export function rejections(output: string): { file: string; line: number; reason: string }[] {
  return linesOf(`${output}.rejected.jsonl`).map((line) => JSON.parse(line) as { file: string; line: number; reason: string });
}
