import { renderBatch } from '../../../bin/render/batch';

const RESULT = {
  rows: 1234,
  rejected: 1,
  files: 1,
  output: 'out.csv',
  rejectedFile: 'out.csv.rejected.jsonl',
  firstRejected: [{ file: 'in.csv', line: 7, reason: `column 'a\u001b[2J': ${'x'.repeat(900)}` }],
  engine: 'onnxruntime',
  seconds: 1,
  cpuSeconds: 1,
} as const;

test('counts are coloured, what is read is not obeyed, and a reason that names every column is cut short', () => {
  const text = renderBatch(RESULT, { columns: 100, colors: true });
  expect(text).toContain('\u001b[32m1,234 rows\u001b[39m of 1 file');
  expect(text).toContain('\u001b[31m1 rejected\u001b[39m: out.csv.rejected.jsonl');
  expect(text).toContain("in.csv:7: column 'a\ufffd[2J':");
  expect(text.length).toBeLessThan(500);
});
