import { mkdirSync } from 'node:fs';
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
}

export interface AthenaSettings {
  readonly engine: SqlEngine;
  /** Files by `database.table`. */
  readonly tables: { readonly [table: string]: SqlFiles };
  /** Folder that stands for `s3://bucket/prefix/` of each location. */
  readonly folderOf: (location: string) => string;
}

const WRITES = /^CREATE TABLE "([^"]+)"\."([^"]+)" WITH \(format = 'PARQUET', external_location = '([^']+)'\) AS ([\s\S]+)$/;

/** Athena as tasks of a state machine see it, on DuckDB: statements that write a table, and statements whose answer is read. */
export class AthenaHere {
  readonly runs: QueryRun[] = [];
  private readonly tables: Record<string, SqlFiles>;
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
      return { id, rows: answer.rows.length };
    }
    const [, database = '', table = '', location = '', select = ''] = writes;
    const full = `${database}.${table}`.toLowerCase();
    if (this.tables[full] !== undefined) throw new StateFailure('Athena.QueryFailed', `TABLE_ALREADY_EXISTS: ${full}`);
    const file = join(folderOf(location), 'part-0.parquet');
    mkdirSync(dirname(file), { recursive: true });
    const rows = await runSqlToParquet(engine, { text: select, name }, this.tables, file);
    this.tables[full] = { files: [file] };
    return { id, table: full, rows };
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
