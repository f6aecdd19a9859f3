/** Pipelines: states a second, a distributed Map beside its children, Athena's SQL beside DuckDB's own words and pandas. */
import { measureSql } from './sql.js';
import { measureStates } from './states.js';

const GOAL_STATES_PER_SECOND = 10_000;
const GOAL_MAP = 1.1;
const GOAL_VS_DUCKDB = 1.3;
const GOAL_VS_PANDAS = 5;

async function main(): Promise<void> {
  const { statesPerSecond, mapVsChildren } = await measureStates();
  process.stdout.write(`figure states_per_second ${statesPerSecond.toFixed(0)} goal >=${GOAL_STATES_PER_SECOND}\n`);
  process.stdout.write(`figure map_vs_children ${mapVsChildren.toFixed(3)} goal <=${GOAL_MAP}\n`);
  const { vsDuckdb, vsPandas } = await measureSql();
  process.stdout.write(`figure sql_vs_duckdb ${vsDuckdb.toFixed(3)} goal <=${GOAL_VS_DUCKDB}\n`);
  if (typeof vsPandas === 'number') process.stdout.write(`figure sql_vs_pandas ${vsPandas.toFixed(2)} goal >=${GOAL_VS_PANDAS}\n`);
  else process.stdout.write(`sql_vs_pandas is not measured: ${vsPandas}\n`);
}

void main();
