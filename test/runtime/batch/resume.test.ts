import fs, { existsSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { seeded } from '../../../runtime/random';
import { linesOf, rejections, score, workFolder } from './tables';

const folder = workFolder();
const ROWS = 200;

/** Rows that are all different, one in fifty of them no row. */
function table(): string {
  const random = seeded(7);
  const lines = Array.from(
    { length: ROWS },
    (_, row) => `${row},${row % 50 === 49 ? 'broken' : random().toFixed(4)},${random().toFixed(3)},1,1,1`,
  );
  return `id,x0,x1,x2,x3,x4\n${lines.join('\n')}\n`;
}
const INPUTS = { 'rows.csv': Buffer.from(table()), 'rows.csv.gz': gzipSync(table()) };
const SMALL = { partBytes: 300, checkpointBytes: 900, keep: ['id'] } as const;

beforeAll(() => {
  for (const [name, bytes] of Object.entries(INPUTS)) writeFileSync(join(folder, name), bytes);
});
afterEach(() => jest.restoreAllMocks());

/** What a process that is killed leaves behind: after so many changes to files nothing reaches the disk any more, and of the last one half. */
function killedAfter(changes: number): void {
  let left = changes;
  const alive = (): boolean => {
    left -= 1;
    return left >= 0;
  };
  const dead = new TypeError('killed');
  const write = fs.writeSync;
  jest.spyOn(fs, 'writeSync').mockImplementation(((file: number, bytes: Uint8Array, at: number, length: number, position: number) => {
    if (alive()) return write(file, bytes, at, length, position);
    if (left === -1) write(file, bytes, at, Math.floor(length / 2), position);
    throw dead;
  }) as typeof fs.writeSync);
  for (const name of ['renameSync', 'rmSync', 'ftruncateSync', 'writeFileSync'] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    jest.spyOn(fs, name).mockImplementation((...args: unknown[]) => {
      if (!alive()) throw dead;
      return real(...args);
    });
  }
}

/** A dead process's lock is taken over; ours is alive, so it goes by hand. */
function afterTheKill(output: string): void {
  jest.restoreAllMocks();
  rmSync(`${output}.lock`, { force: true });
}

describe.each(Object.keys(INPUTS))('%s', (name) => {
  test('killed after every number of changes to its files, and again and again, a run ends with every row once', async () => {
    const input = join(folder, name);
    const reference = join(folder, `reference ${name}.csv`);
    await score({ input, output: reference, ...SMALL });
    const [wanted, wantedRejected] = [linesOf(reference), rejections(reference)];
    expect(wanted).toHaveLength(1 + ROWS - ROWS / 50);
    const output = join(folder, `out of ${name}.csv`);
    let resumed = 0;
    for (let changes = 1; changes <= 40; changes += 3) {
      rmSync(output, { force: true });
      rmSync(`${output}.rejected.jsonl`, { force: true });
      for (let kills = 0; ; kills += 1) {
        // Of the later runs each lives a little longer: the job has to end one day.
        killedAfter(changes + kills);
        const ended = await score({ input, output, ...SMALL }).then(
          (result) => result,
          () => undefined,
        );
        afterTheKill(output);
        if (ended !== undefined) {
          resumed += ended.resumedRows ?? 0;
          break;
        }
        if (existsSync(output)) expect(linesOf(output)).toEqual(wanted);
      }
      expect({ changes, lines: linesOf(output), rejected: rejections(output) }).toEqual({
        changes,
        lines: wanted,
        rejected: wantedRejected,
      });
      const left = readdirSync(dirname(output)).filter((each) => each.startsWith(basename(output)));
      expect(left.toSorted()).toEqual([basename(output), `${basename(output)}.rejected.jsonl`]);
    }
    expect(resumed).toBeGreaterThan(0);
  });
});

test('counts and sums are those of the input, however often a run was killed at random', async () => {
  const input = join(folder, 'rows.csv');
  const output = join(folder, 'sums.csv');
  const random = seeded(11);
  for (let trial = 0; trial < 10; trial += 1) {
    rmSync(output, { force: true });
    let runs = 0;
    while (!existsSync(output)) {
      runs += 1;
      killedAfter(3 + Math.floor(random() * 40));
      await score({ input, output, ...SMALL }).catch(() => undefined);
      afterTheKill(output);
    }
    const ids = linesOf(output)
      .slice(1)
      .map((line) => Number(line.split(',')[0]));
    const scored = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 50 !== 49);
    expect({ runs, count: ids.length, sum: ids.reduce((a, b) => a + b, 0) }).toEqual({
      runs,
      count: scored.length,
      sum: scored.reduce((a, b) => a + b, 0),
    });
  }
});

test('an interrupted run keeps what it has and goes on from there', async () => {
  const [input, output] = [join(folder, 'rows.csv'), join(folder, 'interrupted.csv')];
  const stop = new AbortController();
  const onProgress = ({ rows }: { rows: number }): void => {
    if (rows > 50) stop.abort();
  };
  await expect(score({ input, output, partBytes: 300, keep: ['id'], signal: stop.signal, onProgress })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(existsSync(output)).toBe(false);
  const result = await score({ input, output, ...SMALL });
  expect(result.resumedRows).toBeGreaterThan(50);
  expect(linesOf(output)).toHaveLength(1 + ROWS - ROWS / 50);
});

test('what was left unfinished of another input is not gone on with', async () => {
  const [input, output] = [join(folder, 'changing.csv'), join(folder, 'changed.csv')];
  writeFileSync(input, table());
  killedAfter(25);
  await expect(score({ input, output, ...SMALL })).rejects.toThrow('killed');
  afterTheKill(output);
  writeFileSync(input, table().replaceAll(',1,1,1', ',2,2,2'));
  utimesSync(input, 1, 1);
  const said: string[] = [];
  const result = await score({ input, output, ...SMALL, host: { say: ({ text }) => said.push(text) } });
  expect(said.join()).toContain('of another input, model or choice of columns, and is begun again');
  expect(result).not.toHaveProperty('resumedRows');
  const direct = join(folder, 'direct.csv');
  await score({ input, output: direct, ...SMALL });
  expect(linesOf(output)).toEqual(linesOf(direct));
});

test('without space on the disk a run says so, leaves no output, and goes on when there is some', async () => {
  const [input, output] = [join(folder, 'rows.csv'), join(folder, 'full.csv')];
  const write = fs.writeSync;
  let room = 2000;
  jest.spyOn(fs, 'writeSync').mockImplementation(((file: number, bytes: Uint8Array, at: number, length: number, position: number) => {
    room -= length;
    if (room < 0) throw Object.assign(new TypeError('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return write(file, bytes, at, length, position);
  }) as typeof fs.writeSync);
  await expect(score({ input, output, ...SMALL })).rejects.toThrow(
    /there is no space left in '.*' after \d+ rows; make some and give the same command again/,
  );
  expect(existsSync(output)).toBe(false);
  jest.restoreAllMocks();
  expect((await score({ input, output, ...SMALL })).resumedRows).toBeGreaterThan(0);
  expect(linesOf(output)).toHaveLength(1 + ROWS - ROWS / 50);
});

test('without space for Parquet alone a run says so too, and has nothing to score again when there is some', async () => {
  const [input, output] = [join(folder, 'rows.csv'), join(folder, 'full.parquet')];
  const converted = `${output}.unfinished.converted`;
  // A device that is always full.
  symlinkSync('/dev/full', converted);
  await expect(score({ input, output, ...SMALL })).rejects.toMatchObject({
    code: 'batch-output',
    message: expect.stringContaining('there is no space left in'),
  });
  expect(existsSync(output)).toBe(false);
  rmSync(converted, { force: true });
  const { rows, resumedRows } = await score({ input, output, ...SMALL });
  expect([rows, resumedRows]).toEqual([ROWS - ROWS / 50, ROWS - ROWS / 50]);
});

test('two runs at once: the second says which process writes, and harms nothing', async () => {
  const [input, output] = [join(folder, 'rows.csv'), join(folder, 'twice.csv')];
  const first = score({ input, output, ...SMALL });
  await expect(score({ input, output, ...SMALL })).rejects.toThrow(
    `another run, process ${process.pid}, writes to '${output}'; wait until it has ended`,
  );
  await first;
  expect(linesOf(output)).toHaveLength(1 + ROWS - ROWS / 50);
  expect(await score({ input, output, ...SMALL })).toMatchObject({ rows: ROWS - ROWS / 50 });
});

test('the lock of a process that is gone, or of another that has its number now, is taken over', async () => {
  const [input, output] = [join(folder, 'rows.csv'), join(folder, 'stale.csv')];
  // No process has this number: Linux gives out 2^22 at most (proc_sys_kernel(5), pid_max).
  for (const lock of [`${2 ** 22 + 1} 12345`, `${process.pid} 1`, '']) {
    writeFileSync(`${output}.lock`, lock);
    expect(await score({ input, output, ...SMALL })).toMatchObject({ rows: ROWS - ROWS / 50 });
    expect(existsSync(`${output}.lock`)).toBe(false);
  }
});

test('an old file of rejected records does not stay beside an output without any', async () => {
  const [input, output] = [join(folder, 'good.csv'), join(folder, 'good out.csv')];
  writeFileSync(input, 'x0,x1,x2,x3,x4\nbad,1,1,1,1\n');
  await score({ input, output });
  expect(statSync(`${output}.rejected.jsonl`).size).toBeGreaterThan(0);
  writeFileSync(input, 'x0,x1,x2,x3,x4\n1,1,1,1,1\n');
  await score({ input, output });
  expect(existsSync(`${output}.rejected.jsonl`)).toBe(false);
});
