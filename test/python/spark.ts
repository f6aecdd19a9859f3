/** Our script for Spark beside our own code on the same files. SLIPWAY_PYTHON names the Python that has PySpark. */
import { DuckDBInstance } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { JOB_VARIABLES } from '../../core/drift/monitor/settings.js';
import type { ColumnProfile, Profile, ProfilePlan } from '../../core/drift/profile/profile.js';
import { readProfile } from '../../core/drift/profile/read.js';
import { judge } from '../../core/drift/verdict/judge.js';
import { seeded } from '../../runtime/random.js';
import { profileTable } from '../../workloads/drift/profile-table.js';
import { ODD_ROWS, type OddRow } from '../core/drift/engines/tables.js';
import { TRINO_PLAN } from '../core/drift/engines/trino.js';

const SCRIPT = join(__dirname, '../../assets/drift-job/spark_profile.py');
const NAMES = ['x', 'n', 'secret', 'it\'s "typed"', 'c', 'p', 'who'];

type Row = OddRow;

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'slipway-spark-'));
  try {
    const baseline = await profileTable(csvOf(root, 'then.csv', rowsOf(3000, 0)), TRINO_PLAN, 'compact');
    const input = join(root, 'opt/ml/processing/input');
    mkdirSync(join(input, 'baseline'), { recursive: true });
    writeFileSync(join(input, 'baseline', 'profile.json'), JSON.stringify(baseline.profile));
    for (const [name, rows] of [
      ['odd rows', ODD_ROWS],
      ['5,000 rows that drifted', rowsOf(5000, 0.4)],
    ] as const) {
      const csv = csvOf(root, 'now.csv', rows);
      for (const path of [csv, await parquetOf(root, csv)]) {
        rmSync(join(input, 'data'), { recursive: true, force: true });
        mkdirSync(join(input, 'data'));
        cpSync(path, join(input, 'data', path.endsWith('csv') ? 'now.csv' : 'now.parquet'));
        const label = `${name}, ${path.endsWith('csv') ? 'CSV' : 'Parquet'}`;
        const ours = (await profileTable(path, baseline.profile, 'compact')).profile;
        const theirs = sparkProfile(root);
        check(`${label}: the same profile`, ...same(theirs, ours));
        const said = (profile: Profile): unknown =>
          judge(baseline.profile, profile).features.map(({ name: column, statistic, value, drifted }) => [
            column,
            statistic,
            value,
            drifted,
          ]);
        check(`${label}: the same verdict`, isDeepStrictEqual(said(theirs), said(ours)), judge(baseline.profile, theirs).verdict);
      }
    }
    await oneDayOfTable(root, baseline.profile);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** As the construct starts it: a table in folders of days, of which one is counted. */
async function oneDayOfTable(root: string, baseline: Profile): Promise<void> {
  const table = join(root, 'table');
  for (const [day, rows] of [
    ['2026-01-04', rowsOf(500, 0)],
    ['2026-01-05', rowsOf(2000, 0.4)],
    ['2026-01-06', rowsOf(500, 0)],
  ] as const) {
    mkdirSync(join(table, `day=${day}`), { recursive: true });
    cpSync(await parquetOf(root, csvOf(root, 'now.csv', rows)), join(table, `day=${day}`, 'part.parquet'));
  }
  const { profile: ours } = await profileTable(join(table, 'day=2026-01-05'), baseline, 'compact');
  const theirs = sparkProfile(root, {
    [JOB_VARIABLES.table]: table,
    [JOB_VARIABLES.format]: 'parquet',
    [JOB_VARIABLES.dayColumn]: 'day',
    [JOB_VARIABLES.from]: '2026-01-05T00:00:00.000Z',
    [JOB_VARIABLES.to]: '2026-01-06T00:00:00.000Z',
  });
  check('one day of a table: the same profile', ...same(theirs, ours));
}

function sparkProfile(root: string, environment: Readonly<Record<string, string>> = {}): Profile {
  const { status, stderr } = spawnSync(process.env['SLIPWAY_PYTHON'] ?? 'python3', [SCRIPT], {
    env: { ...process.env, ...environment, SLIPWAY_ROOT: root, SPARK_MASTER: 'local[2]', PYSPARK_PYTHON: process.env['SLIPWAY_PYTHON'] },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Spark ended with ${String(status)}: ${stderr.slice(-2000)}`);
  const path = join(root, 'opt/ml/processing/output/profile.json');
  return readProfile(JSON.parse(readFileSync(path, 'utf8')), path);
}

function rowsOf(count: number, shift: number): Row[] {
  const dice = seeded(8);
  return Array.from({ length: count }, () => ({
    x: dice() < 0.2 ? 0 : Math.exp(10 * dice() - 5) + shift,
    n: Math.floor(4 * dice()),
    secret: dice() - 0.5 + shift,
    'it\'s "typed"': dice() < 0.1 ? 'NA' : String(1e6 * dice()),
    c: dice() < 0.5 + shift ? 'a' : dice() < 0.5 ? "b'" : `new, "${Math.floor(20 * dice())}"`,
    p: dice() + shift / 2,
    who: `Jørgen ${Math.floor(50 * dice())}`,
  }));
}

function csvOf(root: string, name: string, rows: readonly Row[]): string {
  const path = join(root, name);
  const cell = (value: OddRow[string]): string =>
    value === null || value === undefined ? '' : `"${(Object.is(value, -0) ? '-0' : String(value)).replaceAll('"', '""')}"`;
  writeFileSync(
    path,
    `${[NAMES.map(cell), ...rows.map((row) => NAMES.map((column) => cell(row[column])))].map((cells) => cells.join(',')).join('\n')}\n`,
  );
  return path;
}

/** The same rows with types: doubles where the plan has numbers, but for one column of texts. */
async function parquetOf(root: string, csv: string): Promise<string> {
  const path = join(root, 'now.parquet');
  rmSync(path, { force: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = NAMES.map((name) => `"${name.replaceAll('"', '""')}"`).map((name, place) =>
    place < 3 || place === 5 ? `TRY_CAST(${name} AS DOUBLE) AS ${name}` : name,
  );
  await connection.run(
    `COPY (SELECT ${columns.join(', ')} FROM read_csv('${csv}', all_varchar = true, header = true)) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** Mean and deviation to 1e-9 of the greatest value, all else equal. */
function same(one: Profile, other: Profile): readonly [boolean, unknown] {
  const rough = (profile: Profile): unknown =>
    JSON.parse(JSON.stringify(profile, (key, value: unknown) => (key === 'mean' || key === 'deviation' ? undefined : value)));
  if (!isDeepStrictEqual(rough(one), rough(other))) return [false, firstDifference(rough(one), rough(other))];
  const [ones, others] = [columnsIn(one), columnsIn(other)];
  const far = ones.find((column, index) => {
    const twin = others[index];
    if (column.kind !== 'numeric' || twin?.kind !== 'numeric') return false;
    const scale = Math.max(Math.abs(column.min ?? 0), Math.abs(column.max ?? 0));
    if (scale >= 1e150) return false;
    return (['mean', 'deviation'] as const).some((key) => !(Math.abs((column[key] ?? 0) - (twin[key] ?? 0)) <= 1e-9 * scale));
  });
  return [far === undefined, far === undefined ? `${one.rows} rows` : `${far.name}: another mean or deviation`];
}

function columnsIn({ features, predictions, segments }: Profile | ProfilePlan): ColumnProfile[] {
  return [
    ...features,
    ...predictions,
    ...segments.flatMap((segment) => ('features' in segment ? [...segment.features, ...segment.predictions] : [])),
  ] as ColumnProfile[];
}

function firstDifference(one: unknown, other: unknown, path = ''): string {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return `${path}: ${String(one)} and ${String(other)}`;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [a, b] = [one, other].map((each) => (each as Record<string, unknown>)[key]);
    if (!isDeepStrictEqual(a, b)) return firstDifference(a, b, `${path}.${key}`);
  }
  return path;
}

function check(name: string, passed: boolean, note: unknown): void {
  process.stdout.write(`${passed ? 'ok' : 'FAILED'}\t${name}\t${String(note).slice(0, 300)}\n`);
}

void main();
