import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import { runSql, runSqlToParquet, type SqlEngine, type SqlFiles, type SqlResult } from '../sql/index.js';
import { isObject, type Json, type JsonObject } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskCall, TaskRegistry } from '../tasks.js';

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
  /** Folder that stands for `s3://bucket/prefix/` of each location. */
  readonly folderOf: (location: string) => string;
}

const WRITES = /^CREATE TABLE "([^"]+)"\."([^"]+)" WITH \(format = 'PARQUET', external_location = '([^']+)'\) AS ([\s\S]+)$/;

/** Beside the rows of a step: the statement that gave them. */
const STATEMENT = 'statement.sql';

/** Athena as tasks of a state machine see it, on DuckDB: statements that write a table, and statements whose answer is read. */
export class AthenaHere {
  readonly runs: QueryRun[] = [];
  private readonly tables: Record<string, SqlFiles>;
  /** What gave the tables of this run, and what gave those that it read. */
  private readonly made = new Map<string, string>();
  private asked = 0;
  private readonly answers = new Map<string, SqlResult>();

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
        Statistics: { DataScannedInBytes: 0, TotalExecutionTimeInMillis: clock.now() - started },
      },
    };
  }

  private async run(id: string, query: string, name: string): Promise<Omit<QueryRun, 'millis'>> {
    const { engine, folderOf } = this.settings;
    const writes = WRITES.exec(query);
    if (writes === null) {
      const answer = await runSql(engine, { text: query, name }, this.tables);
      this.answers.set(id, answer);
      return { id, rows: answer.rows.length, kept: false };
    }
    const [, database = '', table = '', location = '', select = ''] = writes;
    const full = `${database}.${table}`.toLowerCase();
    if (this.tables[full] !== undefined) throw new StateFailure('Athena.QueryFailed', `TABLE_ALREADY_EXISTS: ${full}`);
    const file = join(folderOf(location), 'part-0.parquet');
    const statement = join(dirname(file), STATEMENT);
    // A file appears whole or not at all, so one that is there with its statement is what the statement gave.
    const made = this.lineage(select);
    const kept = existsSync(file) && existsSync(statement) && readFileSync(statement, 'utf8') === made;
    mkdirSync(dirname(file), { recursive: true });
    const rows = kept ? await countRows(engine, file) : await runSqlToParquet(engine, { text: select, name }, this.tables, file);
    writeFileSync(statement, made);
    this.tables[full] = { files: [file] };
    this.made.set(full, createHash('sha256').update(made).digest('hex'));
    return { id, table: full, rows, kept };
  }

  /** A statement with what gave the tables that it reads: where one of those was made anew, what follows from it is too. */
  private lineage(select: string): string {
    // Sorted: of two steps that run at once, either may be the first to end.
    const read = [...this.made].filter(([table]) => select.includes(`"${table.replace('.', '"."')}"`)).toSorted(([one], [other]) => (one < other ? -1 : 1));
    return [select, ...read.map(([table, digest]) => `-- ${table} ${digest}`), ''].join('\n');
  }

  /** A header line and then rows, every cell a text, as GetQueryResults gives them. */
  private results(id: string): Json {
    const answer = this.answers.get(id);
    if (answer === undefined) throw new StateFailure('Athena.InvalidRequestException', `there is no answer of query ${id}`);
    const cell = (value: unknown): JsonObject =>
      value === null ? {} : { VarCharValue: typeof value === 'string' ? value : JSON.stringify(value) };
    const cells = (row: readonly unknown[]): JsonObject => ({ Data: row.map(cell) });
    return { ResultSet: { Rows: [cells(answer.columns.map(({ name }) => name)), ...answer.rows.map(cells)] } };
  }
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

async function countRows(engine: SqlEngine, file: string): Promise<number> {
  const { rows } = await runSql(engine, { text: 'SELECT count(*) FROM kept' }, { kept: { files: [file] } });
  return Number(rows[0]?.[0]);
}
