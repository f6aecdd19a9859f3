export { SqlEngine } from './duckdb.js';
export type { SqlFiles } from './files.js';
export { checkSql, runSql, runSqlToFile, type SqlResult, type SqlText } from './run-sql.js';
export type { TrinoValue } from './trino-values.js';
