import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RowKernel } from '../../../core/codec/kernel/row-kernel';
import { compareTable, makeBaseline } from '../../../runtime/index';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slipway compare '))));
afterEach(() => rmSync(folder, { recursive: true }));

const ROWS = Array.from({ length: 300 }, (_, index) => [index, (index * 7) % 11, 0.25 * (index % 3)] as const);

function exchange([a, b, score]: (typeof ROWS)[number], place: number): string {
  return `{"captureData":{"endpointInput":{"data":"${a},${b}","encoding":"CSV"},"endpointOutput":{"data":"${score}","encoding":"CSV"}},"eventMetadata":{"eventId":"e${place}","inferenceTime":"2026-01-05T10:00:00Z"}}\n`;
}

test("numbers of captured rows are read from their bytes, unless Model Monitor's statistics want their texts; the verdict is the same", async () => {
  const [train, data] = [join(folder, 'train.csv'), join(folder, 'captured.jsonl')];
  writeFileSync(train, `a,b,score\n${ROWS.map((row) => row.join()).join('\n')}\n`);
  writeFileSync(data, ROWS.map(exchange).join(''));
  const { files } = await makeBaseline({ data: train, predictions: ['score'], labels: [] });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const scan = jest.spyOn(RowKernel.prototype, 'scan');
  const taken = (): boolean => scan.mock.calls.some(([, start], call) => Number(scan.mock.results[call]?.value) > start);

  const slow = await compareTable(folder, data, { modelMonitor: true });
  expect(taken()).toBe(false);
  expect([...slow.modelMonitorFiles.keys()]).toEqual(['statistics.json', 'constraint_violations.json']);
  const quick = await compareTable(folder, data);
  expect(taken()).toBe(true);
  expect(quick.modelMonitorFiles.size).toBe(0);
  expect(quick.verdict).toEqual(slow.verdict);
  expect(quick.verdict).toMatchObject({ verdict: 'no-drift', rows: 300 });
  scan.mockRestore();
});
