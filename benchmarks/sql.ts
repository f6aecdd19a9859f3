import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlEngine, runSqlToFile } from '../runtime/index.js';
import { pythonEnvironment } from '../scripts/python-environment.js';

const FLIGHTS = join(__dirname, '..', 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet');
const ROUNDS = 5;

/** Features and checks of flights: a filter, an aggregate a day and airport with windows over it, a join back, and a row of counts. */
const STATEMENTS = {
  features: `
    WITH clean AS (
      SELECT date, delay, distance, origin, destination, hour(date) AS hr, day_of_week(date) AS dow
      FROM flights WHERE delay BETWEEN -60 AND 600 AND distance > 0
    ), daily AS (
      SELECT origin, date_trunc('day', date) AS day, count(*) AS flights, avg(delay) AS mean_delay, stddev(delay) AS spread,
             count_if(delay > 15) AS late_flights
      FROM clean GROUP BY 1, 2
    ), known AS (
      SELECT *, lag(late_flights) OVER (PARTITION BY origin ORDER BY day) AS late_yesterday,
             sum(flights) OVER (PARTITION BY origin ORDER BY day ROWS BETWEEN 7 PRECEDING AND 1 PRECEDING) AS flights_week
      FROM daily
    )
    SELECT c.origin, c.destination, c.hr, c.dow, c.distance, c.delay, k.flights, k.mean_delay, k.spread, k.late_yesterday, k.flights_week,
           CASE WHEN c.delay > 15 THEN 1 ELSE 0 END AS late, c.distance / 100 AS hundreds
    FROM clean c JOIN known k ON c.origin = k.origin AND date_trunc('day', c.date) = k.day`,
  checks: `
    SELECT count(*) AS n, count_if(delay < -60) AS early, count_if(delay > 600) AS late, count_if(distance <= 0) AS nowhere,
           count_if(origin IS NULL) AS without_origin, count(DISTINCT origin) AS origins, min(delay) AS least, max(delay) AS most,
           min(date) AS first_day, max(date) AS last_day
    FROM flights`,
} as const;

/** The same as whoever writes for DuckDB alone would put it. */
const OWN_WORDS = Object.fromEntries(
  Object.entries(STATEMENTS).map(([name, sql]) => [
    name,
    sql
      .replaceAll('FROM flights', `FROM read_parquet('${FLIGHTS}')`)
      .replaceAll('day_of_week(', 'isodow(')
      .replaceAll(/count_if\((.*?)\) AS/g, 'count(*) FILTER ($1) AS')
      .replaceAll('c.distance / 100', 'c.distance // 100'),
  ]),
);

/** Time of the statements in Athena's words over that of the same in DuckDB's own, and of pandas over ours, medians of interleaved rounds. */
export async function measureSql(): Promise<{ readonly vsDuckdb: number; readonly vsPandas: number | string }> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-sql-'));
  const engine = await SqlEngine.open();
  try {
    const tables = { flights: { files: [FLIGHTS] } };
    const ours = (): Promise<unknown> =>
      inTurn(Object.entries(STATEMENTS), ([name, text]) => runSqlToFile(engine, { text, name }, tables, join(folder, `${name}.parquet`)));
    const plain = (): Promise<unknown> =>
      inTurn(Object.entries(OWN_WORDS), ([name, sql]) =>
        engine.connection.run(`COPY (${sql}) TO '${join(folder, `${name}-own.parquet`)}' (FORMAT parquet)`),
      );
    await ours();
    await plain();
    await sameRows(engine, folder);
    const times = { ours: [] as number[], plain: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.ours.push(await timed(ours));
      times.plain.push(await timed(plain));
    }
    const seconds = median(times.ours);
    process.stdout.write(`sql: ${seconds.toFixed(2)} s in Athena's words, ${median(times.plain).toFixed(2)} s in DuckDB's own\n`);
    return { vsDuckdb: seconds / median(times.plain), vsPandas: pandas(seconds) };
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Averages of the two differ in the last digits at most; everything else must be equal. */
async function sameRows(engine: SqlEngine, folder: string): Promise<void> {
  for (const name of Object.keys(STATEMENTS)) {
    const rounded = (file: string): string => `SELECT COLUMNS(c -> c NOT IN ('mean_delay', 'spread')) FROM '${join(folder, file)}'`;
    const reader = await engine.connection.runAndReadAll(
      `SELECT count(*) FROM (${rounded(`${name}.parquet`)} EXCEPT ALL ${rounded(`${name}-own.parquet`)})`,
    );
    if (Number(reader.getRows()[0]?.[0]) !== 0) throw new Error(`${name}: the two statements give different rows`);
  }
}

const PANDAS = `
import sys, time, pandas as pd
def features(path):
    f = pd.read_parquet(path)
    c = f[f.delay.between(-60, 600) & (f.distance > 0)].copy()
    c["hr"] = c.date.dt.hour; c["dow"] = c.date.dt.dayofweek + 1; c["day"] = c.date.dt.floor("D")
    c["is_late"] = c.delay > 15
    d = c.groupby(["origin", "day"]).agg(flights=("delay", "count"), mean_delay=("delay", "mean"), spread=("delay", "std"),
                                         late_flights=("is_late", "sum")).reset_index()
    d["late_yesterday"] = d.groupby("origin").late_flights.shift()
    d["flights_week"] = d.groupby("origin").flights.transform(lambda s: s.shift().rolling(7, min_periods=1).sum())
    c = c.merge(d, on=["origin", "day"]); c["late"] = (c.delay > 15).astype(int); c["hundreds"] = c.distance // 100
    c.to_parquet(sys.argv[2])
def checks(path):
    f = pd.read_parquet(path)
    return (len(f), (f.delay < -60).sum(), (f.delay > 600).sum(), (f.distance <= 0).sum(), f.origin.isna().sum(), f.origin.nunique(),
            f.delay.min(), f.delay.max(), f.date.min(), f.date.max())
features(sys.argv[1]); checks(sys.argv[1])
times = []
for _ in range(3):
    s = time.perf_counter(); features(sys.argv[1]); checks(sys.argv[1]); times.append(time.perf_counter() - s)
print(sorted(times)[1])
`;

/** How many times as long pandas takes, or why that is not known. */
function pandas(seconds: number): number | string {
  const environment = pythonEnvironment('pandas', [join(__dirname, 'peers', 'requirements', 'pandas.txt')]);
  if ('skipped' in environment) return environment.skipped;
  const output = join(tmpdir(), `slipway-bench-pandas-${process.pid}.parquet`);
  const run = spawnSync(environment.python, ['-c', PANDAS, FLIGHTS, output], { encoding: 'utf8' });
  rmSync(output, { force: true });
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) ?? 'pandas failed';
  process.stdout.write(`${environment.versions.join(', ')}: ${Number(run.stdout).toFixed(2)} s\n`);
  return Number(run.stdout) / seconds;
}

async function inTurn<T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await run(item);
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
