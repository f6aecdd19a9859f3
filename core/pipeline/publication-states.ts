import { QUERY, relations } from './athena-query.js';
import { ENTERED, handOn, rowsOf } from './made.js';
import { jsonata, ownVariable } from './names.js';
import type { DefinitionSettings, PipelineStepPlan, PublicationPlan } from './plan.js';
import { RETRY, type After, type State } from './state.js';

/** Name of a batch run that is about the time of this one, `20260301T043000Z`: readers take the pointers of both for the same. */
const RUN_ID = '$replace($substring($time, 0, 19), /[-:]/, "") & "Z"';

/**
 * Lets the pointer that readers follow name the rows of this run, by one write, unless it names those of a later time: a run that is made up for does
 * not take back what a newer one has published.
 */
export function publicationStates(
  step: PipelineStepPlan & PublicationPlan,
  settings: DefinitionSettings,
  after: After,
): Record<string, State> {
  const { name, bucket, key } = step;
  const own = `$${ownVariable(name)}`;
  const [countName, readName, newerName] = [`${name}: rows`, `${name}: pointer`, `${name}: newer`];
  const [firstName, nextName, leftName] = [`${name}: first`, `${name}: next`, `${name}: left`];
  const rows = rowsOf(step.inputs['rows']);
  const remember = (facts: string): Record<string, string> => ({ [ownVariable(name)]: `{% $merge([${own}, ${facts}]) %}` });
  const ended = (published: boolean): { readonly Assign: Record<string, string>; readonly Output: string } =>
    handOn(name, { facts: `{ "rows": ${own}.rows, "published": ${published} }`, began: `${own}.startedAt`, made: { rows } });
  const write = (condition: Record<string, string>): State => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:putObject',
    Arguments: {
      Bucket: bucket,
      Key: key,
      ContentType: 'application/json',
      Body: `{% $string({ "runId": ${RUN_ID}, "dataTime": $time, "publishedAt": $now(), "output": ${rows}, "rows": ${own}.rows }) %}`,
      ...condition,
    },
    Retry: RETRY,
    ...ended(true),
    ...after,
  });
  return {
    [name]: {
      Type: 'Task',
      Resource: QUERY,
      Arguments: {
        QueryString: `{% ${[...relations(step), jsonata('SELECT count(*) AS n FROM "rows"')].join(' & ')} %}`,
        WorkGroup: settings.workGroup,
      },
      Retry: RETRY,
      Assign: { [ownVariable(name)]: `{% { "startedAt": ${ENTERED} } %}` },
      Output: '{% $states.result.QueryExecution.QueryExecutionId %}',
      Next: countName,
    },
    [countName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::athena:getQueryResults',
      Arguments: { QueryExecutionId: '{% $states.input %}' },
      Retry: RETRY,
      Assign: remember('{ "rows": $number($states.result.ResultSet.Rows[1].Data[0].VarCharValue) }'),
      Output: '{% {} %}',
      Next: readName,
    },
    [readName]: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Arguments: { Bucket: bucket, Key: key },
      Assign: remember('{ "named": $parse($states.result.Body).dataTime, "tag": $states.result.ETag }'),
      Output: '{% {} %}',
      Retry: RETRY_BUT_MISSING,
      Catch: [{ ErrorEquals: [MISSING], Next: firstName, Output: '{% {} %}' }],
      Next: newerName,
    },
    [newerName]: {
      Type: 'Choice',
      Choices: [{ Condition: `{% $toMillis(${own}.named) <= $toMillis($time) %}`, Next: nextName }],
      Default: leftName,
    },
    [firstName]: write({ IfNoneMatch: '*' }),
    [nextName]: write({ IfMatch: `{% ${own}.tag %}` }),
    [leftName]: { Type: 'Pass', ...ended(false), ...after },
  };
}

/** The name that Step Functions gives to an object that is not there (Amazon S3 API reference, GetObject, NoSuchKey). */
const MISSING = 'S3.NoSuchKeyException';
/** Nothing has been published yet: that is no failure, and no retry makes it otherwise. */
const RETRY_BUT_MISSING = [{ ErrorEquals: [MISSING], MaxAttempts: 0 }, ...RETRY];
