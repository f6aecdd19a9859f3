import { existsSync, readFileSync } from 'node:fs';
import { SlipwayError, throwProblems } from '../../core/errors/index.js';
import type { PipelineStepPlan } from '../../core/pipeline/index.js';
import { compileQuery, parseTypeText, placed, typeName, type SqlTable } from '../../core/sql/index.js';
import { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import { TableFormat } from './table-format.js';
import { Table } from './table.js';

/** What a SQL step runs over what. */
export interface SqlStepProps {
  /** A query in Athena's SQL, or the path of a file that ends in `.sql`. It reads its inputs by the names that `inputs` gives them. */
  readonly sql: string;
  /** Tables that the query reads, and rows of earlier steps, by the names that it has for them. */
  readonly inputs: { [name: string]: Table };
  /**
   * How the rows are written: Parquet, or JSON Lines for a batch transform.
   *
   * @default TableFormat.PARQUET
   */
  readonly format?: TableFormat;
}

/**
 * A query: Athena runs it in the cloud, DuckDB on a laptop, and what is not known to answer alike on both is refused when the step is made,
 * with file, line and what to write instead. Where the columns of the inputs are described, names and types are checked as Athena checks them.
 */
export class SqlStep extends PipelineStep {
  /** The rows that the query gives. */
  readonly output: Table;
  private readonly text: string;

  /**
   * @param name what it is called
   * @param props query and inputs
   */
  constructor(
    name: string,
    private readonly props: SqlStepProps,
  ) {
    super(name);
    const { sql, inputs, format = TableFormat.PARQUET } = props;
    if (format === TableFormat.CSV)
      throw new SlipwayError('pipeline-step', `step '${name}' writes CSV, which loses types and quotes; give TableFormat.JSON_LINES`, {
        source: this._madeAt,
      });
    const file = sql.trimEnd().endsWith('.sql') && !sql.includes('\n') ? sql.trim() : undefined;
    if (file !== undefined && !existsSync(file))
      throw new SlipwayError(
        'pipeline-step',
        `step '${name}' reads its query from ${file}, which is not there; give a path from ${process.cwd()}, or the query itself`,
        { source: this._madeAt },
      );
    this.text = file === undefined ? sql : readFileSync(file, 'utf8');
    if (Object.keys(inputs).length === 0)
      throw new SlipwayError('pipeline-step', `step '${name}' has no inputs; name the tables that its query reads`, {
        source: this._madeAt,
      });
    const compiled = compileQuery(this.text, tablesOf(inputs));
    if (!compiled.ok)
      throwProblems(
        'sql-refused',
        compiled.problems.map((problem) => placed(problem, this.text, file ?? `step '${name}'`)),
        { source: this._madeAt },
      );
    const columns =
      compiled.ok && compiled.columns.every(({ type }) => type.kind !== 'anything')
        ? columnsOf(name, compiled.columns, this._madeAt)
        : undefined;
    this.output = Table._ofStep(name, columns, { format, inCatalog: true, gzip: format === TableFormat.JSON_LINES });
    STEP_OF.set(this.output, this);
  }

  /** @internal */
  override get _asksAthena(): boolean {
    return true;
  }

  /** @internal */
  get _inputs(): { readonly [relation: string]: Table } {
    return this.props.inputs;
  }

  /** @internal */
  _plan(inputs: PipelineStepPlan['inputs']): PipelineStepPlan {
    return {
      kind: 'sql',
      name: this.name,
      inputs,
      sql: this.text.trim().replace(/;$/, ''),
      format: this.output.format === TableFormat.JSON_LINES ? 'jsonl' : 'parquet',
    };
  }
}

function tablesOf(inputs: { readonly [name: string]: Table }): ReadonlyMap<string, SqlTable> {
  return new Map(
    Object.entries(inputs).map(([name, table]): [string, SqlTable] => {
      const { columns } = table._facts;
      return [
        name.toLowerCase(),
        columns === undefined
          ? {}
          : { columns: Object.entries(columns).map(([column, type]) => ({ name: column.toLowerCase(), type: parseTypeText(type) })) },
      ];
    }),
  );
}

/** A table that is written needs a name for each column, and each but once. */
function columnsOf(
  step: string,
  columns: readonly { readonly name: string; readonly type: Parameters<typeof typeName>[0] }[],
  source: string | undefined,
): { [name: string]: string } {
  const problems = [
    ...columns
      .filter(({ name }) => /^_col\d+$/.test(name))
      .map(({ name }) => `column ${Number(name.slice(4)) + 1} of step '${step}' has no name; write AS and one`),
    ...columns
      .filter(({ name }, index) => columns.findIndex((one) => one.name === name) !== index)
      .map(({ name }) => `step '${step}' gives two columns '${name}'; give each a name of its own`),
    ...columns
      .filter(({ type }) => type.kind === 'null')
      .map(({ name }) => `column '${name}' of step '${step}' is NULL in every row; cast it to the type that it is to have`),
  ];
  throwProblems('pipeline-step', problems, { source });
  return Object.fromEntries(columns.map(({ name, type }) => [name, typeName(type.kind === 'varchar' ? { kind: 'varchar' } : type)]));
}
