import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Program, ROOT } from './run';

const SLIPWAY = 'bin/slipway.ts';
const SLOW = 60_000;
const DATA = join(ROOT, 'examples', 'spam-filter', 'data');
const TRAINING = join(DATA, 'spambase.csv');

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function slipway(...args: readonly string[]): Promise<Outcome> {
  const program = Program.start(SLIPWAY, args);
  const code = await program.exit();
  return { code, stdout: program.stdout, stderr: program.stderr };
}

let folder: string;
let baseline: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway drift '));
  baseline = join(folder, 'baseline');
  const schema = join(ROOT, 'examples', 'spam-filter', 'model', 'schema.json');
  expect(await slipway('baseline', TRAINING, '-o', baseline, '--schema', schema, '--label', 'type')).toMatchObject({ code: 0, stderr: '' });
}, SLOW);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Mails by their header, each changed in one column. */
function window(name: string, column: string, change: (cell: string, row: number) => string, rows = Number.POSITIVE_INFINITY): string {
  const [header = '', ...lines] = readFileSync(TRAINING, 'utf8').trim().split('\n');
  const place = header.split(',').indexOf(column);
  const changed = lines.slice(0, rows).map((line, row) =>
    line
      .split(',')
      .map((cell, at) => (at === place ? change(cell, row) : cell))
      .join(','),
  );
  const path = join(folder, name);
  writeFileSync(path, `${[header, ...changed].join('\n')}\n`);
  return path;
}

interface Document {
  readonly verdict: string;
  readonly rows: number;
  readonly features: readonly {
    name: string;
    statistic: string | null;
    value: number | null;
    threshold: number | null;
    drifted: boolean;
  }[];
}

test(
  'a part of the mail does not drift from all of it, and exit code 0 says so',
  async () => {
    const { code, stdout, stderr } = await slipway('drift', baseline, join(DATA, 'heldout.csv'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/^No drift in 57 columns\. 842 rows of \S+heldout\.csv against 4,601 rows in /);
  },
  SLOW,
);

test(
  'a column in another unit drifts: it stands first, in the table and in the document, and the exit code is 3',
  async () => {
    const path = window('unit.csv', 'capitalAve', (cell) => String(Number(cell) * 1.609));
    const { code, stdout } = await slipway('drift', baseline, path, '--json');
    const document = JSON.parse(stdout) as Document;
    expect(code).toBe(3);
    expect(Object.keys(document)).toEqual(['verdict', 'rows', 'features']);
    expect(document).toMatchObject({ verdict: 'drift', rows: 4601 });
    expect(document.features).toHaveLength(57);
    for (const feature of document.features)
      expect(Object.keys(feature)).toEqual(['name', 'statistic', 'value', 'threshold', 'drifted', 'rows', 'reason']);
    const [first, second] = document.features;
    expect(first).toMatchObject({ name: 'capitalAve', statistic: 'psi', threshold: 0.2, drifted: true, rows: 4601 });
    expect(second).toMatchObject({ drifted: false });
    const report = join(folder, 'pages', 'drift.html');
    const table = await slipway('drift', baseline, path, '--report', report);
    expect(table.code).toBe(3);
    expect(table.stdout).toContain(`page  ${report}`);
    expect(readFileSync(report, 'utf8')).toContain('<h1>Drift: 1 of 57 columns drifted</h1>');
    expect(table.stdout).toMatch(/^Drift: 1 of 57 columns drifted\./);
    expect(table.stdout).toMatch(/what\n capitalAve +psi /);
  },
  SLOW,
);

test(
  'fewer than 200 rows are too little to tell, whatever they hold, and a broken one is named by file and line',
  async () => {
    const path = window('few.csv', 'capitalAve', (cell, row) => (row === 7 ? `${cell},1` : String(Number(cell) * 100)), 200);
    const { code, stdout, stderr } = await slipway('drift', baseline, path, '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout) as Document;
    expect(document).toMatchObject({ verdict: 'too-little', rows: 199 });
    expect(document.features.filter(({ drifted }) => drifted)).toEqual([]);
    expect(stderr).toContain(`1 record could not be read and is left out: ${path}:9: the row has 59 cells, the first one 58; give as many`);
  },
  SLOW,
);

test(
  'values of a sensitive feature stand neither in the baseline nor in what is said',
  async () => {
    const people = (name: string, word: string): string => {
      const path = join(folder, name);
      const rows = Array.from({ length: 300 }, (_, row) => `{"name":"${word}${row % 9}","pay":${7_310_000 + (row % 100)}.25}\n`);
      writeFileSync(path, rows.join(''));
      return path;
    };
    const schema = join(folder, 'people.schema.json');
    const features = [
      { name: 'name', type: 'string', sensitive: true },
      { name: 'pay', type: 'number', sensitive: true },
    ];
    writeFileSync(schema, JSON.stringify({ version: 1, features, outputs: [{ name: 'score', type: 'number' }] }));
    const output = join(folder, 'people');
    const made = await slipway('baseline', people('then.jsonl', 'Ada'), '-o', output, '--schema', schema);
    const compared = await slipway('drift', output, people('now.jsonl', 'Grace'));
    expect(compared.code).toBe(3);
    const profile = readFileSync(join(output, 'profile.json'), 'utf8');
    for (const text of [made.stdout, compared.stdout, profile]) expect(text).not.toMatch(/Ada|Grace|73100/);
  },
  SLOW,
);

test.each([
  [['baseline', 'nowhere.csv', '-o', 'out'], "there is no 'nowhere.csv'; give a file (.csv, .jsonl, .ndjson, .parquet)"],
  [['baseline', TRAINING, '-o', 'out', '--label', 'spam'], "has no column 'spam'; it has make, address, "],
  [['drift', 'out', TRAINING], "there is no baseline in 'out' (no profile.json); make one with `slipway baseline DATA -o out`"],
])(
  '%j: exit code 2 says what to do',
  async (args, message) => {
    const { code, stderr } = await slipway(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(ROOT, 'out'))).toBe(false);
  },
  SLOW,
);
