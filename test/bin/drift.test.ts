import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DUCKDB } from '../../core/drift/engines/dialect';
import { profileStatement } from '../../core/drift/engines/statement';
import type { Profile } from '../../core/drift/profile/profile';
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
    const monitor = join(folder, 'people monitor');
    const compared = await slipway('drift', output, people('now.jsonl', 'Grace'), '--model-monitor', monitor);
    expect(compared.code).toBe(3);
    const files = [output, monitor].flatMap((at) => readdirSync(at).map((name) => readFileSync(join(at, name), 'utf8')));
    expect(files).toHaveLength(5);
    for (const text of [made.stdout, compared.stdout, ...files]) expect(text).not.toMatch(/Ada|Grace|731\d{4}/);
  },
  SLOW,
);

test(
  "Model Monitor's files are written beside the profile, and judge by themselves where there is no profile",
  async () => {
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    for (const name of ['statistics.json', 'constraints.json']) copyFileSync(join(baseline, name), join(theirs, name));
    const path = window('monitored.csv', 'capitalAve', (cell) => String(Number(cell) * 1.609));
    const monitor = join(folder, 'monitor');
    for (const from of [baseline, theirs]) {
      const { code, stdout } = await slipway('drift', from, path, '--json', '--model-monitor', monitor);
      expect(code).toBe(3);
      expect((JSON.parse(stdout) as Document).features[0]).toMatchObject({ name: 'capitalAve', drifted: true });
      const { violations } = JSON.parse(readFileSync(join(monitor, 'constraint_violations.json'), 'utf8')) as { violations: object[] };
      expect(violations).toMatchObject([
        { feature_name: 'capitalAve', constraint_check_type: 'baseline_drift_check' },
        { feature_name: 'type', constraint_check_type: 'extra_column_check' },
      ]);
      expect(JSON.parse(readFileSync(join(monitor, 'statistics.json'), 'utf8'))).toMatchObject({ dataset: { item_count: 4601 } });
    }
  },
  SLOW,
);

test(
  'a baseline that keeps its numbers gives exact distances; made again without them it does not, and numbers of another one are refused',
  async () => {
    const exact = join(folder, 'exact');
    const page = join(folder, 'exact.html');
    const path = window('exact.csv', 'capitalAve', (cell) => String(Number(cell) * 1.1));
    const distances = async (): Promise<string[]> => {
      expect(await slipway('drift', exact, path, '--quiet', '--report', page)).toMatchObject({ stderr: '' });
      return [...readFileSync(page, 'utf8').matchAll(/<dt>KS<\/dt><dd>[^(]*\((?<error>± [^,]*),/g)].map(
        ({ groups }) => groups?.['error'] ?? '',
      );
    };
    expect((await slipway('baseline', TRAINING, '-o', exact, '--label', 'type', '--exact')).stdout).toContain('sorted.f64');
    expect(new Set(await distances())).toEqual(new Set(['± 0']));
    expect(await slipway('baseline', TRAINING, '-o', exact, '--label', 'type')).toMatchObject({ code: 0 });
    expect(readdirSync(exact).filter((name) => name.startsWith('sorted'))).toEqual([]);
    expect(new Set(await distances()).size).toBeGreaterThan(1);
    expect(await slipway('baseline', path, '-o', exact, '--label', 'type', '--exact')).toMatchObject({ code: 0 });
    copyFileSync(join(baseline, 'profile.json'), join(exact, 'profile.json'));
    writeFileSync(
      join(exact, 'sorted.json'),
      readFileSync(join(exact, 'sorted.json'), 'utf8')
        .replace('"make","values":4601', '"make","values":4600')
        .replace('"address","values":4601', '"address","values":4602'),
    );
    const { code, stderr } = await slipway('drift', exact, path);
    expect(code).toBe(2);
    expect(stderr).toContain("the numbers of 'make' in sorted.f64 are another baseline's; make it again");
  },
  SLOW,
);

test(
  'one statement for Athena; what it answered, and what the job in SageMaker Processing counted, are judged as the rows are',
  async () => {
    const path = window('elsewhere.csv', 'capitalAve', (cell) => String(Number(cell) * 1.609));
    const rows = await slipway('drift', baseline, path, '--json');
    const statement = await slipway('drift', baseline, 'mail.incoming', '--statement', '--texts', '--where', "day = '2026-01-05'");
    expect(statement).toMatchObject({ code: 0, stderr: '' });
    expect(statement.stdout).toContain(`FROM "mail"."incoming"\n  WHERE day = '2026-01-05'`);
    // DuckDB stands in for Athena: the same plan, the same table, its own dialect.
    const plan = JSON.parse(readFileSync(join(baseline, 'profile.json'), 'utf8')) as Profile;
    const answer = join(folder, 'answer.csv');
    const columns = new Map([...plan.features, ...plan.predictions].map(({ name }) => [name, 'number'] as const));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`CREATE VIEW mails AS FROM read_csv('${path}', header = true)`);
    await connection.run(`COPY (${profileStatement(plan, { name: 'mails', columns }, DUCKDB)}) TO '${answer}' (FORMAT csv, HEADER)`);
    connection.closeSync();
    instance.closeSync();
    const root = join(folder, 'processing');
    const input = join(root, 'opt/ml/processing/input');
    for (const [name, file, as] of [
      ['baseline', join(baseline, 'profile.json'), 'profile.json'],
      ['data', path, 'rows.csv'],
    ] as const) {
      mkdirSync(join(input, name), { recursive: true });
      copyFileSync(file, join(input, name, as));
    }
    const job = spawnSync(process.execPath, [join(ROOT, 'assets/drift-job/index.js')], {
      env: { ...process.env, SLIPWAY_ROOT: root },
      encoding: 'utf8',
    });
    expect(job).toMatchObject({ status: 0, stderr: '', stdout: '{"verdict":"drift","rows":4601,"broken":0}\n' });
    const counted = join(root, 'opt/ml/processing/output/profile.json');
    for (const args of [[answer, '--answer'], [counted]]) {
      const elsewhere = await slipway('drift', baseline, ...args, '--json');
      expect(elsewhere).toMatchObject({ code: 3, stderr: '' });
      expect(JSON.parse(elsewhere.stdout)).toEqual(JSON.parse(rows.stdout));
    }
  },
  2 * SLOW,
);

test(
  'a profile of another baseline, and a file that is no answer, are refused',
  async () => {
    const other = join(folder, 'other');
    await slipway(
      'baseline',
      window('other.csv', 'make', (_, row) => String(row)),
      '-o',
      other,
      '--label',
      'type',
    );
    for (const [args, message] of [
      [[join(other, 'profile.json')], 'merge profiles of windows of one baseline only'],
      [[TRAINING, '--answer'], 'this is no answer to the statement of this baseline'],
      [['nowhere.json'], "'nowhere.json' cannot be read"],
    ] as const) {
      const { code, stderr } = await slipway('drift', baseline, ...args);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
  },
  SLOW,
);

const JUDGES = process.env['SLIPWAY_JUDGES'];
const QUALITY = JUDGES === undefined ? '' : join(JUDGES, 'model-monitor', 'data_quality');
(existsSync(QUALITY) ? test : test.skip)(
  'a baseline that Model Monitor wrote judges rows without a header (SLIPWAY_JUDGES)',
  async () => {
    const theirs = join(folder, 'written by AWS');
    mkdirSync(theirs);
    copyFileSync(join(QUALITY, 'statistics.json'), join(theirs, 'statistics.json'));
    copyFileSync(join(QUALITY, 'good_cases', 'constraints.json'), join(theirs, 'constraints.json'));
    const rows = readFileSync(join(QUALITY, 'baseline_dataset.csv'), 'utf8').trim().split('\n');
    const same = join(folder, 'same.csv');
    writeFileSync(same, [...rows, ...rows, ''].join('\n'));
    const stdout = 'No drift in 6 columns. 200 rows of ';
    expect(await slipway('drift', theirs, same)).toMatchObject({ code: 0, stdout: expect.stringContaining(stdout) as string });
    const moved = join(folder, 'moved.csv');
    writeFileSync(moved, [...rows, ...rows].map((row) => `3.0${row.slice(3)}\n`).join(''));
    const { code, stdout: document } = await slipway('drift', theirs, moved, '--json');
    expect(code).toBe(3);
    // 45 of the 100 values of _c0 are below 3 (its statistics: the last bucket holds 55).
    expect((JSON.parse(document) as Document).features.filter(({ drifted }) => drifted)).toMatchObject([
      { name: '_c0', statistic: 'baseline_drift_check', value: expect.closeTo(0.45, 12) as number, threshold: 0.1 },
    ]);
  },
  SLOW,
);

test.each([
  [['baseline', 'nowhere.csv', '-o', 'out'], "there is no 'nowhere.csv'; give a file (.csv, .jsonl, .ndjson, .parquet)"],
  [['baseline', TRAINING, '-o', 'out', '--label', 'spam'], "has no column 'spam'; it has make, address, "],
  [
    ['drift', 'out', TRAINING],
    "there is no baseline in 'out' (neither profile.json nor Model Monitor's constraints.json); make one with `slipway baseline DATA -o out`",
  ],
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
