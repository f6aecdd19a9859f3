import type * as DuckDb from '@duckdb/node-api';
import { PRELUDE } from '../../../core/sql/index.js';
import { SlipwayError } from '../../../core/errors/index.js';

/** What is used of a connection. Whoever reads these declarations may lack the package. */
export interface SqlConnection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): readonly (readonly unknown[])[] }>;
  closeSync(): void;
}

/** DuckDB in memory, with Trino's meaning of what differs. It must be closed. */
export class SqlEngine {
  private constructor(
    private readonly instance: DuckDb.DuckDBInstance,
    readonly connection: SqlConnection,
  ) {}

  /** @throws SlipwayError `duckdb-missing` where the optional peer is not installed. */
  static async open(): Promise<SqlEngine> {
    const { DuckDBInstance: Instance } = await loaded();
    const instance = await Instance.create(':memory:');
    const connection = await instance.connect();
    // Nothing is downloaded, and times are in UTC wherever the machine stands.
    await connection
      .run("SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'")
      .catch(() => connection.run('SET autoinstall_known_extensions = false'));
    for (const macro of PRELUDE) await connection.run(macro);
    return new SqlEngine(instance, connection);
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

async function loaded(): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new SlipwayError(
      'duckdb-missing',
      'SQL runs on DuckDB here, and @duckdb/node-api is not installed: run npm install --save-dev @duckdb/node-api',
      {},
      { cause: error },
    );
  }
}
