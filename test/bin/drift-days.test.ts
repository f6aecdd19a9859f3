import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../runtime/random';
import { Program } from './run';

const SLOW = 90_000;
const DAY = 86_400_000;
const START = Date.parse('2026-03-02T00:00:00Z');

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function drift(...args: readonly string[]): Promise<Outcome> {
  const program = Program.start('bin/slipway.ts', args);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

const dayOf = (index: number): string => new Date(START + index * DAY).toISOString().slice(0, 10);

/** Orders of a day: a price and a country. */
function orders(index: number, factor = 1, rows = 600): string {
  const dice = seeded(index + 1);
  const lines = Array.from({ length: rows }, () => {
    const price = Math.round(100 * factor * (5 + 40 * dice() * dice())) / 100;
    return `${price},${dice() < 0.7 ? 'de' : 'fr'}`;
  });
  return `${['price,country', ...lines].join('\n')}\n`;
}

let folder: string;
let baseline: string;
let healthy: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway days '));
  baseline = join(folder, 'baseline');
  healthy = join(folder, 'healthy');
  mkdirSync(healthy);
  const training = join(folder, 'training.csv');
  writeFileSync(training, orders(500, 1, 4000));
  for (let index = 0; index < 33; index += 1) writeFileSync(join(healthy, `${dayOf(index)}.csv`), orders(index));
  expect(await drift('baseline', training, '-o', baseline)).toMatchObject({ code: 0 });
}, SLOW);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'with 28 stored days the threshold is theirs, one odd day is not called drift, and the second running is',
  async () => {
    const today = join(folder, `${dayOf(33)}.csv`);
    writeFileSync(today, orders(33, 1.4));
    const windows = join(folder, 'windows');
    mkdirSync(windows);
    for (const name of readdirSync(healthy)) writeFileSync(join(windows, name), readFileSync(join(healthy, name)));
    const first = await drift('drift', baseline, today, '--windows', windows, '--keep', '--json');
    expect(first.code).toBe(0);
    const document = JSON.parse(first.stdout) as { features: { name: string; threshold: number; value: number; reason: string }[] };
    expect(document).toMatchObject({ verdict: 'no-drift', day: dayOf(33), notify: 'nobody', windows: 28 });
    const price = document.features.find(({ name }) => name === 'price');
    expect(price).toMatchObject({ threshold: 0.1, drifted: false, statistic: 'psi' });
    expect(price?.value).toBeGreaterThan(0.1);
    expect(price?.reason).toContain('over its threshold in 1 of the last 3 days, 2 of 3 are needed');
    expect(first.stderr).toBe(`kept  ${join(windows, `${dayOf(33)}.json`)}\n`);
    // The next day is told its name, and finds the one before counted.
    const tomorrow = join(folder, 'tomorrow.csv');
    writeFileSync(tomorrow, orders(34, 1.4));
    const second = await drift('drift', baseline, tomorrow, '--day', dayOf(34), '--windows', windows);
    expect(second.code).toBe(3);
    expect(second.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `Drift: 1 of 2 columns drifted. 600 rows of ${tomorrow} against the same weekdays of 28 healthy days in ${windows}.`,
    );
    expect(existsSync(join(windows, `${dayOf(34)}.json`))).toBe(false);
  },
  SLOW,
);

test(
  'days of captured traffic are found by their hour folders, and with fewer than 28 the floor is 0.2 and the result a ticket',
  async () => {
    const captured = join(folder, 'captured');
    for (let index = 0; index < 3; index += 1) {
      const hour = join(captured, 'AllTraffic', ...dayOf(index).split('-'), '09');
      mkdirSync(hour, { recursive: true });
      const lines = orders(index)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => JSON.stringify({ price: Number(line.split(',')[0]), country: line.split(',')[1] }));
      writeFileSync(join(hour, 'a.jsonl'), `${lines.slice(0, 200).join('\n')}\n`);
      writeFileSync(join(hour, 'b.jsonl'), `${lines.slice(200).join('\n')}\n`);
    }
    const { code, stdout } = await drift('drift', baseline, captured, '--by-day', '--json');
    expect(code).toBe(0);
    const { days } = JSON.parse(stdout) as { days: { day: string; rows: number; healthy: boolean; windows: number }[] };
    expect(days.map(({ day, rows, healthy: fine, windows }) => [day, rows, fine, windows])).toEqual(
      [0, 1, 2].map((index) => [dayOf(index), 600, true, 0]),
    );
    const today = join(folder, `${dayOf(3)}.csv`);
    writeFileSync(today, orders(3, 2.5));
    const judged = await drift('drift', baseline, today, '--windows', captured, '--json');
    expect(judged.code).toBe(3);
    expect(JSON.parse(judged.stdout)).toMatchObject({
      verdict: 'drift',
      notify: 'ticket',
      windows: 0,
      features: [{ name: 'price', threshold: 0.2 }, {}],
    });
  },
  SLOW,
);

test(
  'a folder of days is judged day by day: who would have been told, from when, until when, on a page too',
  async () => {
    const days = join(folder, 'days');
    mkdirSync(days);
    for (let index = 0; index < 36; index += 1)
      writeFileSync(join(days, `${dayOf(index)}.csv`), orders(index, index >= 31 && index <= 32 ? 1.6 : 1));
    const report = join(folder, 'days.html');
    const { code, stdout } = await drift('drift', baseline, days, '--by-day', '--report', report);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `36 days of ${days}: 1 page and 0 tickets. The first 28 healthy ones are what the others are held against.`,
    );
    expect(stdout).toMatch(new RegExp(`page +${dayOf(32)} +${dayOf(33)} +2 +price`));
    const page = readFileSync(report, 'utf8');
    expect(page).toContain(`drifted on 2 days, by psi`);
    expect(page).not.toContain('<script');
  },
  SLOW,
);

test(
  'false pages are measured on healthy days, and too many are exit code 3',
  async () => {
    const { code, stdout } = await drift('drift', baseline, healthy, '--false-pages', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      blocks: [{ from: dayOf(0), to: dayOf(27), days: 5, episodes: [] }],
      budget: 1,
      pagesPerQuarter: 0,
    });
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    for (let index = 0; index < 34; index += 1) writeFileSync(join(odd, `${dayOf(index)}.csv`), orders(index, index < 28 ? 1 : 1.6));
    const found = await drift('drift', baseline, odd, '--false-pages');
    expect(found.code).toBe(3);
    expect(found.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /^Too many false pages: 15\.2 a quarter, 1 may be; 0 false tickets a quarter\. 6 days were judged/,
    );
  },
  SLOW,
);

test(
  'a reader that has seen enough, as head has, is no failure, and the page is written all the same',
  async () => {
    const report = join(folder, 'piped.html');
    const program = Program.start('bin/slipway.ts', ['drift', baseline, healthy, '--by-day', '--report', report]);
    program.child.stdout?.destroy();
    expect(await program.exit()).toBe(0);
    expect(program.stderr).toBe('');
    expect(existsSync(report)).toBe(true);
  },
  SLOW,
);

test.each([
  [['x.csv', '--keep'], '--keep means nothing without --windows; give the folder of days'],
  [['days', '--by-day', '--windows', 'w'], '--by-day takes all days from DATA; leave --windows out'],
  [
    ['today.csv', '--windows', 'w'],
    "'today.csv' does not say which day it is of; name it by its day, as 2026-03-01.csv, or give --day 2026-03-01",
  ],
  [['2026-03-01.csv', '--windows', 'w', '--day', '2026-02-30'], 'give a day such as 2026-03-01'],
])(
  '%j: exit code 2 says what to do',
  async (args, message) => {
    const { code, stderr } = await drift('drift', baseline, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  },
  SLOW,
);
