import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { renderRun } from '../../../bin/render/run';
import { layers, type Placed } from '../../../runtime/pipeline/report/layers';
import type { PipelineRun } from '../../../runtime/pipeline/local/run-pipeline';
import { runPage } from '../../../runtime/pipeline/report/run-page';
import { writeRunReport } from '../../../runtime/pipeline/report/write-run-report';
import { fifty } from './fifty';
import { Workshop, mailsIn } from './steps/run-here';

const SIZES = { step: 40, passing: 10, gap: 10 };
let shop: Workshop;
let run: PipelineRun;
beforeAll(async () => {
  shop = new Workshop();
  shop.rows(
    'mail/day.jsonl',
    Array.from({ length: 1000 }, (_, id) => ({ id, words: (id * 7919) % 500 })),
  );
  run = await shop.run(shop.synthesize((stack) => fifty(mailsIn(stack))));
});
afterAll(() => shop.close());

test('fifty steps are laid out so that lines lead to the right, and nothing lies over anything else', () => {
  expect([run.status, run.steps.length]).toEqual(['succeeded', 50]);
  const laid = layers(run.steps, SIZES);
  const column = new Map(laid.steps.map((placed) => [placed.name, placed.column]));
  for (const { from, to, through } of laid.lines) {
    const path = [column.get(from) ?? -1, ...through.map((placed) => placed.column), column.get(to) ?? -1];
    expect(path).toEqual(path.map((_, at) => (path[0] ?? 0) + at));
  }
  const all: Placed[] = [...laid.steps, ...laid.lines.flatMap(({ through }) => through)];
  const overlapping = all.flatMap((one, at) =>
    all.slice(at + 1).filter((other) => {
      const room = (heightOf(one) + heightOf(other)) / 2 + SIZES.gap;
      return one.column === other.column && Math.abs(one.y - other.y) < room - 0.001;
    }),
  );
  expect(overlapping).toEqual([]);
  expect(Math.min(...all.map((placed) => placed.y - heightOf(placed) / 2))).toBeCloseTo(0);
  expect(Math.max(...all.map((placed) => placed.y + heightOf(placed) / 2))).toBeCloseTo(laid.height);
});

const heightOf = ({ passing }: Placed): number => (passing ? SIZES.passing : SIZES.step);

test('two rows of steps that need each other in pairs are drawn without a crossing', () => {
  const names = ['a', 'b', 'c', 'd'];
  const laid = layers(
    [...names.map((name) => ({ name, after: [] })), ...names.toReversed().map((name) => ({ name: `${name}2`, after: [name] }))],
    SIZES,
  );
  const y = new Map(laid.steps.map((placed) => [placed.name, placed.y]));
  const order = (suffix: string): string[] => names.toSorted((one, other) => (y.get(one + suffix) ?? 0) - (y.get(other + suffix) ?? 0));
  expect(order('2')).toEqual(order(''));
});

test('the terminal shows fifty steps a line each, those that stood side by side in a bracket', () => {
  const lines = stripVTControlCharacters(renderRun(run, undefined, { columns: 120, colors: false })).split('\n');
  const steps = lines.slice(2, 52);
  expect(steps.filter((line) => / (done|left out) /.test(line))).toHaveLength(50);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  expect(steps[0]).toMatch(/^ {3}Raw mails \(checks\) +done +0\.00 +mail$/);
  expect(steps.find((line) => line.includes('Coarse features'))).toMatch(/^└ {2}Coarse features +left out +Enough$/);
  expect(steps.find((line) => line.includes('West'))).toMatch(/^┌ {2}West +done +10 +0\.00 +Joined 0 and 1, Joined 2 and 3 +west\/0\/$/);
});

test('a narrow terminal breaks lines of steps, and the bracket goes on', () => {
  const lines = stripVTControlCharacters(renderRun(run, undefined, { columns: 80, colors: false })).split('\n');
  expect(Math.max(...lines.slice(1, -3).map((line) => line.length))).toBeLessThanOrEqual(80);
  const [first, last] = [
    lines.findIndex((line) => line.startsWith('┌  Daily counts')),
    lines.findIndex((line) => line.startsWith('└  Daily counts')),
  ];
  expect(last - first).toBeGreaterThan(8);
  expect(new Set(lines.slice(first + 1, last).map((line) => line[0]))).toEqual(new Set('│'));
});

test('the page says of every step what it read, how many rows it wrote, and of every table its digest', () => {
  const page = readFileSync(writeRunReport(run, join(shop.folder, 'report')), 'utf8');
  expect(page.match(/<tr><th scope="row">/g)).toHaveLength(50 + 1 + 1);
  expect(page.match(/<g class="step /g)).toHaveLength(50);
  expect(page).toContain('Part 0 (125)');
  expect(page).toMatch(/<th scope="row">mail<\/th><td>1<\/td>.*<td>[0-9a-f]{64}<\/td>/);
  expect(page).toContain('49 of 50 steps done');
  expect(page).toContain(`What it wrote lies in ${run.folder}.`);
  expect(page).toContain('<td>part_0/0/part-0.parquet</td>');
});

test('a job that failed is told of in its own words, line by line', () => {
  const cause = JSON.stringify({
    ProcessingJobName: 'job',
    FailureReason: 'AlgorithmError: Traceback\n  File "a.py", line 1\n    a=1; b=c',
  });
  const failed: PipelineRun = { ...run, status: 'failed', error: 'States.TaskFailed', cause };
  const said = renderRun(failed, undefined, { columns: 120, colors: false });
  expect(said).toContain('  - AlgorithmError: Traceback\n        File "a.py", line 1\n          a=1; b=c\n');
  expect(said).not.toContain('ProcessingJobName');
  expect(runPage(failed, undefined)).toContain('States.TaskFailed: AlgorithmError: Traceback\n  File &quot;a.py&quot;, line 1\n');
  const checks = renderRun({ ...failed, error: 'DataCheckFailed', cause: 'rows: 3; id present: 2' }, undefined, {
    columns: 120,
    colors: false,
  });
  expect(checks).toContain('  - rows: 3\n  - id present: 2\n');
});

test('names that are code stay names', () => {
  const evil = '<script>alert("x")</script>';
  const page = runPage(
    {
      ...run,
      pipeline: evil,
      error: evil,
      cause: evil,
      steps: run.steps.slice(0, 1).map((step) => ({ ...step, name: evil, reads: [evil] })),
    },
    undefined,
  );
  expect(page).not.toContain('<script');
});
