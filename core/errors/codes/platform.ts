import type { ErrorEntry } from '../entry.js';

/** Thrown by the local platform. */
export const PLATFORM_ERRORS = {
  'port-in-use': { blame: 'you', when: 'the port asked for is taken', remedy: 'give another with --port, or 0 for any free one' },
  'container-stopped': {
    blame: 'you',
    when: 'a model server or a stand-in ended, or did not become healthy',
    remedy: 'start it by itself and mend what it says',
  },
  'transform-refused': {
    blame: 'you',
    when: 'a batch transform job asks for what CreateTransformJob refuses',
    remedy: 'correct the fields that the message names',
  },
  'endpoint-twice': {
    blame: 'you',
    when: 'two environments of the assembly declare an endpoint of the same name',
    remedy: 'choose one environment with -c, or open the assembly of one stage',
  },
  'pipeline-unknown': {
    blame: 'you',
    when: 'a pipeline is to run that the app does not declare',
    remedy: 'give the construct path of one that the message lists',
  },
  'pipeline-data': {
    blame: 'you',
    when: 'a pipeline is to run on this machine, and files are missing for the tables that it reads',
    remedy: 'give --data TABLE=FILES, or the option local of the table',
  },
  'local-command': {
    blame: 'you',
    when: 'a job of a pipeline is to run on this machine, and its command cannot be started',
    remedy: 'install what the command needs, or give the step another localCommand',
  },
  'run-folder': {
    blame: 'you',
    when: 'the rows and the record of a run cannot be written where they should be',
    remedy: 'give a folder that can be written with --out',
  },
  'run-exists': {
    blame: 'you',
    when: 'a run is to begin under a name that another run has',
    remedy: 'give another name, or remove the folder of the other run',
  },
  'sql-refused': {
    blame: 'you',
    when: 'a SQL statement holds something that is not known to answer on DuckDB as it answers in Athena',
    remedy: 'write it as the message says; docs/sql.md lists what runs',
  },
  'sql-failed': {
    blame: 'you',
    when: 'a SQL statement fails on the given rows, as it would in Athena',
    remedy: 'correct the statement or the rows: the message has the name of the error',
  },
  'duckdb-missing': {
    blame: 'you',
    when: 'a SQL step is to run on this machine, and DuckDB is not installed',
    remedy: 'run npm install --save-dev @duckdb/node-api',
  },
} as const satisfies Record<string, ErrorEntry>;
