import { RUN_TIME, checkStatement, type DataCheck } from './data-check.js';

/** Where a step finds rows: a table of the catalogue, or what an earlier step wrote. */
export type InputRows = { /** `database.table`. */ readonly catalogTable: string } | { readonly step: string };

/** A step as the state machine has it. */
export type PipelineStepPlan = { readonly name: string; readonly inputs: { readonly [relation: string]: InputRows } } & (
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'check'; readonly checks: readonly DataCheck[] }
);

export interface DefinitionSettings {
  readonly pipeline: string;
  /** Database of the Glue Data Catalog that holds the tables. */
  readonly database: string;
  readonly workGroup: string;
  /** `s3://bucket/prefix/`, below which each run has a folder. */
  readonly runs: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly timeoutSeconds: number;
}

type State = Record<string, unknown>;

const QUERY = 'arn:aws:states:::athena:startQueryExecution.sync';
/** Full jitter; Athena refuses for a moment what is too much at once. */
const RETRY = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }];
/** Most characters of a QueryString (Athena API reference, StartQueryExecution). */
export const MOST_QUERY_CHARACTERS = 262_144;
/** Rows that a step counted, or the failed checks, at most so many characters of a cause. */
const CAUSE_CHARACTERS = 30_000;

/** Steps that need none of each other stand side by side; a level holds those whose inputs are all in earlier ones. */
export function levelsOf(steps: readonly PipelineStepPlan[]): PipelineStepPlan[][] {
  const level = new Map<string, number>();
  for (const step of steps) {
    const before = Object.values(step.inputs).map((input) => ('step' in input ? (level.get(input.step) ?? 0) + 1 : 0));
    level.set(step.name, Math.max(0, ...before));
  }
  const levels: PipelineStepPlan[][] = [];
  for (const step of steps) (levels[level.get(step.name) ?? 0] ??= []).push(step);
  return levels;
}

/**
 * The state machine of a pipeline, in JSONata: each step's statement writes rows of its own below the run's folder; a run that begins anew
 * writes beside them, and nothing is overwritten. The last state writes down what the run did.
 */
export function pipelineDefinition(steps: readonly PipelineStepPlan[], settings: DefinitionSettings): Record<string, unknown> {
  const states: Record<string, State> = {};
  const levels = levelsOf(steps);
  const firstOf = (index: number): string => {
    const level = levels[index];
    if (level === undefined) return 'Record';
    return level.length === 1 && level[0] !== undefined ? level[0].name : sideBySide(level);
  };
  states['Begin'] = {
    Type: 'Pass',
    Assign: {
      // A name of the catalogue takes lower case, digits and underscores.
      run: '{% $replace($lowercase($states.context.Execution.Name), /[^a-z0-9]+/, "_") %}',
      time: '{% $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime %}',
      startedAt: '{% $states.context.Execution.StartTime %}',
    },
    Next: firstOf(0),
  };
  levels.forEach((level, index) => {
    const next = firstOf(index + 1);
    const [only] = level;
    if (level.length === 1 && only !== undefined) Object.assign(states, stepStates(only, settings, { Next: next }));
    else states[sideBySide(level)] = parallel(level, settings, next);
  });
  states['Record'] = record(steps, settings);
  return {
    Comment: `${settings.pipeline}: ${steps.length} steps`,
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    TimeoutSeconds: settings.timeoutSeconds,
    States: states,
  };
}

/** A state's name has 80 characters at most. */
const sideBySide = (level: readonly PipelineStepPlan[]): string =>
  level
    .map(({ name }) => name)
    .join(' and ')
    .slice(0, 80);

/** Variables of branches end with them: what they found is handed on. */
function parallel(level: readonly PipelineStepPlan[], settings: DefinitionSettings, next: string): State {
  return {
    Type: 'Parallel',
    Branches: level.map((step) => ({ StartAt: step.name, States: stepStates(step, settings, { End: true }) })),
    Assign: Object.fromEntries(
      level.flatMap((step, index) => [
        [tableVariable(step.name), `{% $states.result[${index}].table %}`],
        [factsVariable(step.name), `{% $states.result[${index}].facts %}`],
      ]),
    ),
    Output: '{% {} %}',
    Next: next,
  };
}

function stepStates(
  step: PipelineStepPlan,
  settings: DefinitionSettings,
  after: { readonly Next: string } | { readonly End: true },
): Record<string, State> {
  return step.kind === 'sql' ? sqlStates(step, settings, after) : checkStates(step, settings, after);
}

function sqlStates(step: PipelineStepPlan & { readonly kind: 'sql' }, settings: DefinitionSettings, after: object): Record<string, State> {
  const { name } = step;
  const table = `${jsonata(`"${settings.database}"."${identifier(name)}_`)} & $run & "_" & $string($states.context.State.RetryCount) & ${jsonata('"')}`;
  const location = `${jsonata(settings.runs)} & $run & ${jsonata(`/${identifier(name)}/`)} & $string($states.context.State.RetryCount) & "/"`;
  const query = [
    jsonata('CREATE TABLE '),
    table,
    jsonata(` WITH (format = 'PARQUET', external_location = '`),
    location,
    jsonata(`') AS `),
    ...relations(step),
    jsonata(`SELECT * FROM (\n${step.sql}\n)`),
  ].join(' & ');
  const facts = factsOf(table);
  return {
    [name]: {
      Type: 'Task',
      Resource: QUERY,
      Arguments: { QueryString: `{% ${query} %}`, WorkGroup: settings.workGroup },
      Retry: RETRY,
      Assign: { [tableVariable(name)]: `{% ${table} %}`, [factsVariable(name)]: `{% ${facts} %}` },
      Output: `{% { "table": ${table}, "facts": ${facts} } %}`,
      ...after,
    },
  };
}

/** What an execution of a query tells, kept for the record. */
function factsOf(table: string): string {
  return `( $q := $states.result.QueryExecution; { "table": ${table}, "query": $q.QueryExecutionId, "millis": $q.Statistics.TotalExecutionTimeInMillis, "scannedBytes": $q.Statistics.DataScannedInBytes } )`;
}

function checkStates(
  step: PipelineStepPlan & { readonly kind: 'check' },
  settings: DefinitionSettings,
  after: object,
): Record<string, State> {
  const { name, checks } = step;
  const [relation = ''] = Object.keys(step.inputs);
  const statement = checkStatement(checks, `"${relation}"`);
  const parts = statement.split(RUN_TIME).map((text) => jsonata(text));
  // `2026-03-01T04:00:00.000Z` as a timestamp is written.
  const query = [...relations(step), parts.join(` & "TIMESTAMP '" & $replace($substring($time, 0, 19), "T", " ") & ".000'" & `)].join(
    ' & ',
  );
  const [readName, tellName, failName] = [`${name}: answer`, `${name}: tell`, `${name}: failed`];
  const cell = (index: number): string => `$states.result.ResultSet.Rows[1].Data[${index}].VarCharValue`;
  const told = checks
    .map(({ says }, index) => `${cell(2 * index)} = "yes" ? "" : ${jsonata(`${says}: `)} & ${cell(2 * index + 1)}`)
    .join(', ');
  const failed = `[$filter([${told}], function($one) { $one != "" })]`;
  return {
    [name]: {
      Type: 'Task',
      Resource: QUERY,
      Arguments: { QueryString: `{% ${query} %}`, WorkGroup: settings.workGroup },
      Retry: RETRY,
      Output: '{% $states.result.QueryExecution.QueryExecutionId %}',
      Next: readName,
    },
    [readName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::athena:getQueryResults',
      Arguments: { QueryExecutionId: '{% $states.input %}' },
      Retry: RETRY,
      Assign: {
        failed: `{% ${failed} %}`,
        [tableVariable(name)]: `{% ${tableOf(step.inputs[relation])} %}`,
        [factsVariable(name)]: `{% { "checks": ${checks.length}, "failed": $count(${failed}) } %}`,
      },
      Output: `{% { "table": ${tableOf(step.inputs[relation])}, "facts": { "checks": ${checks.length}, "failed": $count(${failed}) } } %}`,
      Next: `${name}: verdict`,
    },
    [`${name}: verdict`]: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $count($failed) > 0 %}', Next: tellName }],
      Default: `${name}: passed`,
    },
    [`${name}: passed`]: { Type: 'Pass', ...after },
    [tellName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:cloudwatch:putMetricData',
      Arguments: {
        Namespace: 'Slipway',
        MetricData: [
          {
            MetricName: 'DataChecksFailed',
            Dimensions: [{ Name: 'Deployment', Value: settings.pipeline }],
            Value: '{% $count($failed) %}',
            Unit: 'Count',
          },
        ],
      },
      Retry: RETRY,
      Catch: [{ ErrorEquals: ['States.ALL'], Next: failName }],
      Next: failName,
    },
    [failName]: {
      Type: 'Fail',
      Error: 'DataCheckFailed',
      Cause: `{% $substring($join($failed, "; "), 0, ${CAUSE_CHARACTERS}) %}`,
    },
  };
}

/** What a run did, one object that is written last: a run without it did not end well. */
function record(steps: readonly PipelineStepPlan[], { bucket, prefix, pipeline }: DefinitionSettings): State {
  const facts = steps.map(({ name }) => `${jsonata(name)}: $${factsVariable(name)}`).join(', ');
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
    Arguments: {
      Bucket: bucket,
      Key: `{% ${jsonata(prefix)} & $run & "/record.json" %}`,
      ContentType: 'application/json',
      Body: `{% $string({ "version": 1, "pipeline": ${jsonata(pipeline)}, "run": $states.context.Execution.Name, "execution": $states.context.Execution.Id, "time": $time, "startedAt": $startedAt, "endedAt": $now(), "steps": { ${facts} } }) %}`,
    },
    Retry: RETRY,
    Output: '{% { "run": $run } %}',
    End: true,
  };
}

/** `WITH "flights" AS (SELECT * FROM "database"."table") `, in front of a statement that knows its inputs by short names. */
function relations(step: PipelineStepPlan): string[] {
  const inputs = Object.entries(step.inputs);
  return inputs.flatMap(([name, input], index) => [
    jsonata(`${index === 0 ? 'WITH ' : ', '}"${name.toLowerCase()}" AS (SELECT * FROM `),
    tableOf(input),
    jsonata(`)${index === inputs.length - 1 ? ' ' : ''}`),
  ]);
}

function tableOf(input: InputRows | undefined): string {
  if (input === undefined) return '""';
  return 'step' in input ? `$${tableVariable(input.step)}` : jsonata(`"${input.catalogTable.replace('.', '"."')}"`);
}

/** JSONata reads texts as JSON writes them. */
const jsonata = (text: string): string => JSON.stringify(text);
/** A step's name as names of the catalogue, of folders and of variables take it. */
export const identifier = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
const tableVariable = (step: string): string => `table_${identifier(step)}`;
const factsVariable = (step: string): string => `facts_${identifier(step)}`;
