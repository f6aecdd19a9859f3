import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seeded } from '../../runtime/random.js';
import { readTable } from '../../workloads/drift/read-table.js';

const [RECORDS, FEATURES, ROUNDS] = [100_000, 30, 5];

/** SageMaker's data capture, CSV on both sides: rows read by the monitor's reader beside lines read by node:readline, which does nothing with them. */
export async function captureFigure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-drift-capture-'));
  try {
    const path = join(folder, 'capture.jsonl');
    writeFileSync(path, capture());
    const megabytes = statSync(path).size / 1e6;
    const rounds: (readonly [lines: number, rows: number])[] = [];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const lines = await secondsOf(async () => lineScan(path));
      const rows = await secondsOf(async () => rowScan(path));
      // The first round warms up.
      if (round > 0) rounds.push([megabytes / lines, megabytes / rows]);
    }
    const [lines, rows] = [0, 1].map((side) => median(rounds.map((pair) => pair[side] ?? 0)));
    process.stdout.write(`capture of ${FEATURES} features: rows ${rows?.toFixed(0)} MB/s, bare lines ${lines?.toFixed(0)} MB/s\n`);
    process.stdout.write(`figure capture_reader_vs_line_scan ${median(rounds.map(([one, other]) => other / one)).toFixed(2)} goal >=0.5\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function capture(): string {
  const dice = seeded(9);
  const records = Array.from({ length: RECORDS }, (_, record) => {
    const row = Array.from({ length: FEATURES }, () => (100 * dice()).toFixed(3)).join(',');
    return JSON.stringify({
      captureData: {
        endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: row, encoding: 'CSV' },
        endpointOutput: { observedContentType: 'text/csv; charset=utf-8', mode: 'OUTPUT', data: dice().toFixed(6), encoding: 'CSV' },
      },
      eventMetadata: { eventId: `4a4ee6ab-0000-4000-8000-${String(record).padStart(12, '0')}`, inferenceTime: '2026-01-05T10:00:00Z' },
      eventVersion: '0',
    });
  });
  return `${records.join('\n')}\n`;
}

async function lineScan(path: string): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) count += line === '' ? 0 : 1;
  return count;
}

async function rowScan(path: string): Promise<number> {
  const inputs = Array.from({ length: FEATURES }, (_, index) => `f${index}`);
  const onBroken = (): never => {
    throw new Error('a record is broken');
  };
  const outputs = ['score'];
  let count = 0;
  // As a monitor reads them whose baseline says that all of them are numbers.
  for await (const { rows } of readTable(path, { inputs, outputs, numeric: new Set([...inputs, ...outputs]), onBroken })) count += rows;
  return count;
}

async function secondsOf(scan: () => Promise<number>): Promise<number> {
  const started = performance.now();
  const count = await scan();
  if (count !== RECORDS) throw new Error(`${count} of ${RECORDS} records were read`);
  return (performance.now() - started) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
