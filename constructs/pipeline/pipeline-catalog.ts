import { Stack } from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import type { Construct } from 'constructs';
import {
  hiveType,
  identifier,
  type InputRows,
  type PipelineStepPlan,
  type PipelineTable,
  type TableSource,
} from '../../core/pipeline/index.js';
import { parseTypeText } from '../../core/sql/index.js';
import type { PipelineStep } from './pipeline-step.js';
import { STEP_OF } from './step-of.js';
import { TableFormat } from './table-format.js';
import type { Table } from './table.js';

/** How files are read, by format (Athena user guide, "Supported SerDes"). */
const SERDES = {
  [TableFormat.PARQUET]: {
    library: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    input: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  },
  [TableFormat.JSON_LINES]: {
    library: 'org.openx.data.jsonserde.JsonSerDe',
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  },
  [TableFormat.CSV]: {
    library: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    input: 'org.apache.hadoop.mapred.TextInputFormat',
    output: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  },
} as const;

/** What the Glue Data Catalog knows of a pipeline: a database of its own, and in it the tables of buckets that its steps read. */
export class PipelineCatalog {
  /** Name of the database. */
  readonly database: string;
  /** For whoever has to wait for it. */
  readonly resource: glue.CfnDatabase;
  /** What a rehearsal has to know of each table. */
  readonly entries: Record<string, PipelineTable> = {};
  /** Where the files of those tables lie. */
  readonly sources: TableSource[] = [];
  private readonly tables = new Map<Table, string>();

  /**
   * @param scope the pipeline, whose children the database and its tables are
   * @param pipelineName name of the pipeline
   */
  constructor(
    private readonly scope: Construct,
    pipelineName: string,
  ) {
    this.database = identifier(pipelineName);
    this.resource = new glue.CfnDatabase(scope, 'Database', {
      catalogId: Stack.of(scope).account,
      databaseInput: { name: this.database, description: `Rows of pipeline ${pipelineName}` },
    });
  }

  /** Tables of other databases that steps read, `database.table`. */
  get elsewhere(): string[] {
    return [...this.tables.values()].filter((name) => !name.startsWith(`${this.database}.`));
  }

  /** What a step's inputs are called in the catalogue; tables of buckets are declared there at their first use. */
  inputsOf(step: PipelineStep): PipelineStepPlan['inputs'] {
    const artifacts = Object.entries(step._artifacts).map(([name, artifact]): [string, InputRows] => [name, { step: artifact._step }]);
    return Object.fromEntries([
      ...artifacts,
      ...Object.entries(step._inputs).map(([relation, table]): [string, InputRows] => {
        const before = STEP_OF.get(table);
        return [relation, before === undefined ? this.tableOf(relation, table) : handedBy(before, table)];
      }),
    ]);
  }

  private tableOf(relation: string, table: Table): InputRows {
    const { columns, format, local, catalog: elsewhere, bucket, prefix } = table._facts;
    const location = `s3://${bucket?.bucketName}/${prefix}`;
    const known = this.tables.get(table);
    if (known !== undefined) return { catalogTable: known, location };
    const own = this.freeName(nameOf(table, relation));
    const name = elsewhere ?? `${this.database}.${own}`;
    this.tables.set(table, name);
    const called = own.replace(/^source_/, '');
    this.entries[name] = {
      name: called,
      format,
      location,
      ...(columns === undefined ? {} : { columns }),
      ...(local === undefined ? {} : { local }),
    };
    if (bucket !== undefined) this.sources.push({ table: called, bucket: bucket.bucketName, prefix });
    if (elsewhere === undefined && columns !== undefined) this.declare(own, location, table);
    return { catalogTable: name, location };
  }

  private freeName(called: string): string {
    const base = `source_${called}`;
    const taken = [...this.tables.values()].filter(
      (each) => each === `${this.database}.${base}` || each.startsWith(`${this.database}.${base}_`),
    ).length;
    return taken === 0 ? base : `${base}_${taken + 1}`;
  }

  private declare(name: string, location: string, { _facts: { format, columns = {} } }: Table): void {
    const serde = SERDES[format];
    const declared = new glue.CfnTable(this.scope, `Table${this.tables.size}`, {
      catalogId: Stack.of(this.scope).account,
      databaseName: this.database,
      tableInput: {
        name,
        tableType: 'EXTERNAL_TABLE',
        storageDescriptor: {
          location,
          columns: Object.entries(columns).map(([column, type]) => ({ name: column.toLowerCase(), type: hiveType(parseTypeText(type)) })),
          inputFormat: serde.input,
          outputFormat: serde.output,
          serdeInfo: { serializationLibrary: serde.library, ...(format === TableFormat.CSV ? { parameters: { 'field.delim': ',' } } : {}) },
        },
      },
    });
    declared.node.addDependency(this.resource);
  }
}

/** What people call a table: the last folder of its prefix, or its name in the catalogue. */
function nameOf({ _facts: { catalog, prefix } }: Table, otherwise: string): string {
  const folder = prefix
    .split('/')
    .filter((part) => part !== '' && !part.includes('{'))
    .at(-1);
  return identifier(catalog?.split('.')[1] ?? folder ?? otherwise);
}

const handedBy = ({ name }: PipelineStep, { _facts: { port } }: Table): InputRows => ({
  step: name,
  ...(port === undefined ? {} : { port }),
});
