import type { ErrorEntry } from '../entry.js';

/** Thrown for a schema, a record or a table that cannot be read. */
export const DATA_ERRORS = {
  'schema-invalid': { blame: 'you', when: 'schema.json does not follow its format', remedy: 'correct the fields that the message names' },
  'record-invalid': {
    blame: 'you',
    when: 'a record does not fit the schema of the model',
    remedy: 'correct the value at the place that the message names',
  },
  'table-missing': {
    blame: 'you',
    when: 'a table is to be read and there is none, or of no kind that is read',
    remedy: 'give a CSV, JSON Lines or Parquet file, or a folder of such files',
  },
  'table-empty': {
    blame: 'you',
    when: 'a baseline is to be made of a table without rows, or of one that lacks a column of the schema or a named one',
    remedy: 'give a table with rows, and names of columns that it has',
  },
  'results-place': {
    blame: 'you',
    when: 'results are to be read from what is neither a folder nor a place in S3',
    remedy: 'give a folder, or s3://bucket/prefix/',
  },
  'results-broken': {
    blame: 'you',
    when: 'what the pointer names is not there, or not whole',
    remedy: 'look whether a lifecycle rule or a person has deleted outputs of the run; run it again under another time',
  },
  'drift-option': {
    blame: 'you',
    when: 'options of `slipway drift` are given that do not go together',
    remedy: 'leave out the option that the message names',
  },
  'quality-unknown': {
    blame: 'you',
    when: 'quality is to be judged by a metric that the answers and labels do not give, or read from columns that say too little',
    remedy: 'name a metric or a column that the message lists',
  },
  'batch-input': {
    blame: 'you',
    when: 'files that are to be scored do not fit the model, or cannot be read',
    remedy: 'do what the message names: a header, a column, another encoding, the whole file',
  },
  'batch-output': {
    blame: 'you',
    when: 'what is scored cannot be written',
    remedy: 'do what the message names: another name, a package, space on the disk',
  },
  'batch-busy': {
    blame: 'you',
    when: 'two runs are to write the same output',
    remedy: 'wait until the first has ended, or give another output',
  },
  'profile-invalid': {
    blame: 'you',
    when: 'a stored profile does not follow its format',
    remedy: 'make the baseline again, or correct the fields that the message names',
  },
  'profile-plan': {
    blame: 'you',
    when: 'two profiles that are to be merged or compared were counted into different bins',
    remedy: 'count every window by the plan of one baseline',
  },
} as const satisfies Record<string, ErrorEntry>;
