import type { TableSource } from './plan.js';
import { RETRY, type State } from './state.js';

/** A key has a kilobyte at most, and a state 256: a page is never too much. */
const KEYS_A_PAGE = 200;
/** A text of no characters; as it is, validators refuse it. */
const NOTHING = '{% "" %}';
const TABLE = '$states.context.Map.Item.Value';

/**
 * Writes down what the run will find: of each table its objects, their bytes, the newest, and one digest over keys, sizes and entity tags.
 * Objects that are written over while the run goes on are seen in the digest of the next one.
 */
export function inputsState(sources: readonly TableSource[], next: string): State {
  return {
    Type: 'Map',
    Items: sources,
    ItemProcessor: {
      StartAt: 'Inputs: table',
      States: {
        'Inputs: table': { Type: 'Pass', Assign: { objects: 0, bytes: 0, digest: NOTHING, newest: NOTHING }, Next: 'Inputs: list' },
        'Inputs: list': listState({}),
        'Inputs: all': {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input.more != "" %}', Next: 'Inputs: list on' }],
          Default: 'Inputs: listed',
        },
        'Inputs: list on': listState({ ContinuationToken: '{% $states.input.more %}' }),
        'Inputs: listed': {
          Type: 'Pass',
          Output: `{% { ${TABLE}.table: { "uri": "s3://" & ${TABLE}.bucket & "/" & ${TABLE}.prefix, "objects": $objects, "bytes": $bytes, "newest": $newest, "digest": $digest } } %}`,
          End: true,
        },
      },
    },
    Assign: { inputs: '{% $merge($states.result) %}' },
    Output: '{% {} %}',
    Next: next,
  };
}

/** One page; its digest is that of the digest before and what the page lists. */
function listState(more: Readonly<Record<string, string>>): State {
  // The day of the run, where the table has one.
  const prefix = `$replace(${TABLE}.prefix, "{date}", $substring($time, 0, 10))`;
  const page = '$append([], $states.result.Contents)';
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:s3:listObjectsV2',
    Arguments: { Bucket: `{% ${TABLE}.bucket %}`, Prefix: `{% ${prefix} %}`, MaxKeys: KEYS_A_PAGE, ...more },
    Retry: RETRY,
    Assign: {
      objects: `{% $objects + $count(${page}) %}`,
      bytes: `{% $sum($append($bytes, ${page}.Size)) %}`,
      digest: `{% $hash($join($append($digest, ${page}.(Key & " " & $string(Size) & " " & ETag)), ", "), "SHA-256") %}`,
      // Texts of one form sort as their times do.
      newest: `{% $sort($append($newest, ${page}.$string(LastModified)))[-1] %}`,
    },
    Output: '{% { "more": $states.result.IsTruncated = true ? $states.result.NextContinuationToken : "" } %}',
    Next: 'Inputs: all',
  };
}
