import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { athenaType } from '../../../core/pipeline/index.js';
import { runSql, runSqlToFile, type SqlEngine, type SqlFiles, type SqlResult } from '../sql/index.js';
import { isObject, type Json, type JsonObject } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskCall, TaskRegistry } from '../tasks.js';
import type { Lineage } from './lineage.js';
import { STATEMENT, type RunPlaces } from './run-places.js';

/** A query that was run. */
export interface QueryRun {
  readonly id: string;
  /** Table that it wrote, `database.table`; absent for one whose answer was read. */
  readonly table?: string;
  readonly rows: number;
  readonly millis: number;
  /** The rows were there of an earlier try of the same run, made by the same statement. */
  readonly kept: boolean;
}

export interface AthenaSettings {
  readonly engine: SqlEngine;
  /** Files by `database.table`. */
  readonly tables: { readonly [table: string]: SqlFiles };
  readonly places: RunPlaces;
  readonly lineage: Lineage;
}

const WRITES =
  /^CREATE TABLE "([^"]+)"\."([^"]+)" WITH \(format = '(PARQUET|JSON)'(?:, write_compression = 'GZIP')?, external_location = '([^']+)'\) AS ([\s\S]+)$/;
/** Files that Athena takes for no rows (user guide, "CREATE TABLE": what begins with an underscore or a dot), as Spark leaves them beside its own. */
const HIDDEN = /^[_.]/;
/** Rows that a step has written as files. */
const DECLARES = /^CREATE EXTERNAL TABLE `([^`]+)`\.`([^`]+)` \((.*)\) ((?:STORED|ROW) .*) LOCATION '([^']+)'$/;

/**
 * Athena as tasks of a state machine see it, on DuckDB: statements that write a table or declare one over files, and statements whose answer is
 * read.
 */
export class AthenaHere {
  readonly runs: QueryRun[] = [];
  private readonly tables: Record<string, SqlFiles>;
  private asked = 0;
  private readonly answers = new Map<string, SqlResult>();
  /** Rows that statements wrote. */
  private readonly wrote = new Map<string, number>();

  constructor(private readonly settings: AthenaSettings) {
    this.tables = { ...settings.tables };
  }

  tasks(): TaskRegistry {
    return {
      'athena:startQueryExecution': (call) => this.start(call),
      'athena:getQueryResults': async ({ arguments: given }) => this.results(textOf(given, 'QueryExecutionId')),
    };
  }

  /** The files of a table that a query wrote, or of one that was given. */
  filesOf(table: string): readonly string[] {
    return this.tables[table]?.files ?? [];
  }

  private async start(call: TaskCall): Promise<Json> {
    const { arguments: given, context, clock } = call;
    const query = textOf(given, 'QueryString');
    this.asked += 1;
    const id = `query-${this.asked}`;
    call.submitted({ QueryExecutionId: id });
    const name = stateName(context);
    const started = clock.now();
    try {
      const run = await this.run(id, query, name);
      this.runs.push({ ...run, millis: clock.now() - started });
    } catch (error) {
      // The name that Step Functions gives to a query that ended as FAILED is UNCONFIRMED.
      if (error instanceof SlipwayError) throw new StateFailure('Athena.QueryFailed', error.message);
      throw error;
    }
    return {
      QueryExecution: {
        QueryExecutionId: id,
        Query: query,
        Status: { State: 'SUCCEEDED' },
        Statistics: { DataScannedInBytes: await this.bytesReadBy(query), TotalExecutionTimeInMillis: clock.now() - started },
      },
    };
  }

  private async run(id: string, query: string, name: string): Promise<Omit<QueryRun, 'millis'>> {
    const { engine, places, lineage } = this.settings;
    const declares = DECLARES.exec(query);
    if (declares !== null) return this.declare(id, declares);
    const writes = WRITES.exec(query);
    if (writes === null) {
      const answer = await runSql(engine, { text: query, name }, this.tables);
      this.answers.set(id, answer);
      return { id, rows: answer.rows.length, kept: false };
    }
    const [, database = '', table = '', format = '', location = '', select = ''] = writes;
    const full = `${database}.${table}`.toLowerCase();
    if (this.tables[full] !== undefined) throw new StateFailure('Athena.QueryFailed', `TABLE_ALREADY_EXISTS: ${full}`);
    const file = join(places.folderOf(location), format === 'JSON' ? 'part-0.jsonl.gz' : 'part-0.parquet');
    const statement = join(dirname(file), STATEMENT);
    // A file appears whole or not at all, so one that is there with its statement is what the statement gave.
    const made = lineage.of(select);
    const kept = existsSync(file) && existsSync(statement) && readFileSync(statement, 'utf8') === made;
    mkdirSync(dirname(file), { recursive: true });
    const rows = kept ? await countRows(engine, { files: [file] }) : await runSqlToFile(engine, { text: select, name }, this.tables, file);
    writeFileSync(statement, made);
    this.tables[full] = { files: [file] };
    this.wrote.set(id, rows);
    lineage.note([`"${database}"."${table}"`, location], made);
    return { id, table: full, rows, kept };
  }

  /** Bytes of the files that a statement reads, as a whole: Athena reads of Parquet the columns that are asked for. */
  private async bytesReadBy(query: string): Promise<number> {
    const read = Object.entries(this.tables).filter(([table]) => query.includes(`FROM "${table.replace('.', '"."')}"`));
    const files = await Promise.all(read.map(async ([, { files: given }]) => this.settings.places.expanded(given)));
    return files.flat().reduce((sum, { path }) => sum + statSync(path).size, 0);
  }

  /** A table over files that a step has written: it is read as the catalogue would read it. */
  private async declare(
    id: string,
    [query = '', database = '', table = '', described = '', readAs = '', location = '']: readonly string[],
  ): Promise<Omit<QueryRun, 'millis'>> {
    const { engine, places, lineage } = this.settings;
    const full = `${database}.${table}`.toLowerCase();
    const files = (await places.filesOf(location)).map(({ path }) => path).filter((path) => !HIDDEN.test(basename(path)));
    if (files.length === 0) throw new StateFailure('States.TaskFailed', `the step has written no rows to ${places.folderOf(location)}`);
    const columns = described.split(/, (?=`)/).map((column) => {
      const [, name = '', type = ''] = /^`([^`]+)` (.*)$/.exec(column) ?? [];
      return { name, type: athenaType(type) };
    });
    this.tables[full] = { files, columns, asHive: true, format: formatOf(readAs) };
    lineage.note([`"${database}"."${table}"`], lineage.of(query));
    return { id, table: full, rows: await countRows(engine, this.tables[full]), kept: false };
  }

  /** A header line and then rows, every cell a text, as GetQueryResults gives them. */
  private results(id: string): Json {
    const wrote = this.wrote.get(id);
    if (wrote !== undefined) return { UpdateCount: wrote, ResultSet: { Rows: [] } };
    const answer = this.answers.get(id);
    if (answer === undefined) throw new StateFailure('Athena.InvalidRequestException', `there is no answer of query ${id}`);
    const cell = (value: unknown): JsonObject =>
      value === null ? {} : { VarCharValue: typeof value === 'string' ? value : JSON.stringify(value) };
    const cells = (row: readonly unknown[]): JsonObject => ({ Data: row.map(cell) });
    return { ResultSet: { Rows: [cells(answer.columns.map(({ name }) => name)), ...answer.rows.map(cells)] } };
  }
}

/** By what reads the rows, as the catalogue says it. */
function formatOf(readAs: string): SqlFiles['format'] {
  return readAs.includes('PARQUET') ? 'parquet' : readAs.includes('JsonSerDe') ? 'jsonl' : 'csv';
}

function textOf(given: Json, key: string): string {
  const value = isObject(given) ? given[key] : undefined;
  if (typeof value === 'string') return value;
  throw new StateFailure('States.Runtime', `${key} is no text`);
}

function stateName({ State: state }: JsonObject): string {
  const name = isObject(state ?? null) ? (state as JsonObject)['Name'] : undefined;
  return typeof name === 'string' ? `step '${name}'` : 'statement';
}

async function countRows(engine: SqlEngine, files: SqlFiles): Promise<number> {
  const { rows } = await runSql(engine, { text: 'SELECT count(*) FROM kept' }, { kept: files });
  return Number(rows[0]?.[0]);
}
