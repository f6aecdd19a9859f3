import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareTable, makeBaseline, renderDriftPage, type DriftResult } from '../../../runtime/index';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'slipway page '))));
afterEach(() => rmSync(folder, { recursive: true }));

type Row = Readonly<Record<string, number | string>>;

const PLACES = { baseline: 'baseline', data: 'now.jsonl' };

async function compared(then: readonly Row[], now: readonly Row[], sensitive: readonly string[] = []): Promise<DriftResult> {
  const file = (name: string, rows: readonly Row[]): string => {
    writeFileSync(join(folder, name), rows.map((row) => JSON.stringify(row)).join('\n'));
    return join(folder, name);
  };
  const features = Object.entries(then[0] ?? {}).map(([name, value]) => ({
    name,
    type: typeof value,
    ...(sensitive.includes(name) ? { sensitive: true } : {}),
  }));
  const schema = join(folder, 'schema.json');
  writeFileSync(schema, JSON.stringify({ version: 1, features, outputs: [{ name: 'p', type: 'number' }] }));
  const { files } = await makeBaseline({ data: file('then.jsonl', then), schema, predictions: [], labels: [] });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return compareTable(folder, file('now.jsonl', now));
}

function rows(count: number, row: (index: number) => Row): Row[] {
  return Array.from({ length: count }, (_, index) => row(index));
}

/** Widths of the bars of one side, in the order of the bins. */
function widths(page: string, name: string, side: 'baseline' | 'current'): number[] {
  const card = page.slice(page.indexOf(`<span class="name">${name}</span>`));
  const svg = card.slice(card.indexOf('<svg'), card.indexOf('</svg>'));
  return [...svg.matchAll(new RegExp(`class="${side}"[^>]* width="([\\d.]+)"`, 'g'))].map(([, width]) => Number(width));
}

test('the page shows the worst column first, and both distributions of each to one scale', async () => {
  const result = await compared(
    rows(400, (index) => ({ same: index % 4 === 0 ? 'a' : 'b', moved: index % 4 === 0 ? 'a' : 'b' })),
    rows(400, (index) => ({ same: index % 4 === 0 ? 'a' : 'b', moved: index % 2 === 0 ? 'a' : 'b' })),
  );
  const page = renderDriftPage(result, PLACES);
  expect(page).toContain('<h1>Drift: 1 of 2 columns drifted</h1>');
  expect(page).toContain('400 rows of now.jsonl against 400 rows of the baseline in baseline');
  expect([...page.matchAll(/<span class="name">(\w+)<\/span>/g)].map(([, name]) => name)).toEqual(['moved', 'same']);
  // Shares 1/4 and 3/4, then 1/2 and 1/2, and no new name: 3/4 is the longest bar.
  const [then, now] = [widths(page, 'moved', 'baseline'), widths(page, 'moved', 'current')];
  const longest = Math.max(...then);
  expect(then.map((width) => Number((width / longest).toFixed(2)))).toEqual([0.33, 1, 0]);
  expect(now.map((width) => Number((width / longest).toFixed(2)))).toEqual([0.67, 0.67, 0]);
});

test('the page needs nothing else, runs no script, and names from elsewhere are text in it', async () => {
  const evil = '<img src=x onerror="alert(1)">&\'';
  const row = (index: number): Row => ({ [evil]: index % 2 === 0 ? evil : '</text></svg><script>' });
  const page = renderDriftPage(await compared(rows(300, row), rows(300, row)), { baseline: evil, data: evil });
  expect(page).not.toMatch(/<img|<script|<link|\b(?:src|href)=(?!x )|url\(|@import/);
  expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;&#39;');
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`);
});

test('values of sensitive columns do not stand in the page: neither names nor edges', async () => {
  const row = (add: number) => (index: number) => ({ who: `Ada${index % 7}`, pay: 73_100 + (index % 90) + add, age: 40 + (index % 9) });
  const result = await compared(rows(300, row(0)), rows(300, row(50)), ['who', 'pay']);
  const page = renderDriftPage(result, PLACES);
  expect(page).toContain('<span class="name">who</span>');
  expect(page).toContain('bin 1');
  expect(page).not.toMatch(/Ada|73[ ,]?\d|7\.3e/);
  // The edges of a column that is not sensitive do.
  expect(page).toContain('>42 … 43<');
});

test('of a thousand names the most frequent are drawn, and how many the rest are is said', async () => {
  const name = (index: number): string => (index % 3 === 0 ? 'often' : `n${index % 900}`);
  const result = await compared(
    rows(9000, (index) => ({ c: name(index) })),
    rows(9000, (index) => ({ c: name(index + 1) })),
  );
  const page = renderDriftPage(result, PLACES);
  expect(widths(page, 'c', 'baseline').length).toBeLessThanOrEqual(24);
  expect(page).toMatch(/>often</);
  expect(page).toMatch(/>\d+ others</);
});

test('too few rows, and no row at all, are a page that says so', async () => {
  const then = rows(300, (index) => ({ x: index % 5 }));
  for (const now of [then.slice(0, 10), []]) {
    const page = renderDriftPage(await compared(then, now), PLACES);
    expect(page).toContain('<h1>Too little to tell: 200 rows are needed</h1>');
    expect(page).not.toMatch(/NaN|undefined|Infinity|Not compared/);
  }
});

test('columns that are not compared are listed with why', async () => {
  const row = (index: number): Row => ({ x: index % 5, day: `2001-01-${String((index % 28) + 1).padStart(2, '0')}` });
  const page = renderDriftPage(await compared(rows(300, row), rows(300, row)), PLACES);
  expect(page).toMatch(/<h2>Not compared<\/h2>\n<ul>\n<li><span class="name">day<\/span>: left out: its texts read as dates/);
});
