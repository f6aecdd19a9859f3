import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DUCKDB } from '../../../../core/drift/engines/dialect';
import { statementOf } from '../../../../core/drift/engines/day-statement';
import { profileStatement } from '../../../../core/drift/engines/statement';
import { dayRows } from '../../../../core/drift/engines/day-rows';
import type { Window } from '../../../../core/drift/monitor/window';
import type { MonitorDocument } from '../../../../core/drift/monitor/document';
import type { Json } from '../../../../runtime/pipeline/json';
import { StateFailure } from '../../../../runtime/pipeline/state-failure';
import type { TaskRegistry } from '../../../../runtime/pipeline/tasks';
import type { Account, Mail } from '../monitor/account';

const JOB = join(__dirname, '../../../../assets/drift-job/index.js');

/** What the tests look at of CreateProcessingJob. */
export interface JobRequest {
  readonly ProcessingJobName: string;
  readonly AppSpecification: { readonly ContainerEntrypoint: readonly string[] };
  readonly ProcessingResources: { readonly ClusterConfig: { readonly InstanceCount: number } };
  readonly ProcessingInputs: readonly {
    readonly InputName: string;
    readonly S3Input: {
      readonly S3Uri: string;
      readonly LocalPath: string;
      readonly S3DataType: 'ManifestFile' | 'S3Prefix';
      readonly S3DataDistributionType: 'ShardedByS3Key' | 'FullyReplicated';
    };
  }[];
  readonly ProcessingOutputConfig: {
    readonly Outputs: readonly { readonly S3Output: { readonly S3Uri: string; readonly LocalPath: string } }[];
  };
  readonly Environment: Readonly<Record<string, string>>;
}

/** The monitor's function, called by a state machine. */
export function lambdaTask(account: Account): TaskRegistry {
  return {
    'lambda:invoke': async ({ arguments: given }) => {
      const { Payload } = given as { Payload: object };
      try {
        return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(await account.invoke(Payload))) as Json };
      } catch (cause) {
        if (cause instanceof Error) throw new StateFailure(cause.name, cause.message);
        throw cause;
      }
    },
  };
}

/** SageMaker Processing on this machine: objects become files, the container's command runs as a child process, what it leaves becomes objects. */
export function processingTask(
  account: Account,
  requests: JobRequest[],
  run: (root: string, request: JobRequest) => void = runNode,
): TaskRegistry {
  return {
    'sagemaker:createProcessingJob': ({ arguments: given }) => {
      const request = given as unknown as JobRequest;
      requests.push(request);
      const hosts = Array.from({ length: request.ProcessingResources.ClusterConfig.InstanceCount }, (_, place) => `algo-${place + 1}`);
      for (const [place, host] of hosts.entries()) {
        const root = mkdtempSync(join(tmpdir(), 'slipway-job-'));
        try {
          for (const input of request.ProcessingInputs) place_(root, account, input, place, hosts.length);
          mkdirSync(join(root, 'opt/ml/config'), { recursive: true });
          writeFileSync(join(root, 'opt/ml/config/resourceconfig.json'), JSON.stringify({ current_host: host, hosts }));
          run(root, request);
          for (const { S3Output } of request.ProcessingOutputConfig.Outputs) {
            const folder = join(root, S3Output.LocalPath);
            for (const name of existsSync(folder) ? readdirSync(folder) : [])
              account.s3.put(`${S3Output.S3Uri.replace('s3://', '')}${name}`, readFileSync(join(folder, name)), new Date(0));
          }
        } finally {
          rmSync(root, { recursive: true, force: true });
        }
      }
      return Promise.resolve({ ProcessingJobStatus: 'Completed' });
    },
  };
}

function place_(
  root: string,
  account: Account,
  { InputName, S3Input }: JobRequest['ProcessingInputs'][number],
  host: number,
  hosts: number,
): void {
  const folder = join(root, S3Input.LocalPath);
  mkdirSync(folder, { recursive: true });
  const path = S3Input.S3Uri.replace('s3://', '');
  // The code is an asset of the deployment, and no object of this account.
  if (InputName === 'code') return cpSync(JOB, join(folder, path.slice(path.lastIndexOf('/') + 1)));
  const [prefix, keys] = S3Input.S3DataType === 'ManifestFile' ? manifestAt(account, path) : [path, account.s3.keys(path)];
  for (const [place, key] of keys.entries()) {
    if (S3Input.S3DataDistributionType === 'ShardedByS3Key' && place % hosts !== host) continue;
    const file = join(folder, key.slice(prefix.length));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, account.s3.objects.get(key)?.bytes ?? '');
  }
}

function manifestAt(account: Account, path: string): [prefix: string, keys: string[]] {
  const [{ prefix }, ...keys] = account.s3.json(path) as [{ prefix: string }, ...string[]];
  const bucket = prefix.replace('s3://', '');
  return [bucket, keys.map((key) => bucket + key)];
}

function runNode(root: string, { AppSpecification, Environment }: JobRequest): void {
  const [command = '', code = ''] = AppSpecification.ContainerEntrypoint;
  expect(command).toBe('node');
  const { status, stderr } = spawnSync(process.execPath, [join(root, code)], {
    env: { PATH: process.env['PATH'], SLIPWAY_ROOT: root, ...Environment },
    encoding: 'utf8',
  });
  if (status !== 0) throw new StateFailure('States.TaskFailed', `AlgorithmError: ${stderr}`);
}

/** Athena on DuckDB: what was asked is held to be the statement for Athena, and the same plan's statement for DuckDB answers. */
export function athenaTask(account: Account, document: MonitorDocument, rows: readonly (Mail & { readonly day: string })[]): TaskRegistry {
  let asked = 0;
  return {
    'athena:startQueryExecution': async ({ arguments: given }) => {
      const { QueryString } = given as { QueryString: string };
      const { statement, baseline } = document;
      if (statement === undefined) throw new Error('there is no statement');
      const window = windowIn(QueryString);
      expect(QueryString).toBe(statementOf(statement, window));
      const columns = new Map([
        ['length', 'number'],
        ['words', 'whole'],
        ['country', 'text'],
        ['score', 'number'],
      ] as const);
      const answer = await duckdb(
        rows,
        profileStatement(baseline, { name: 'mails', columns, where: dayRows(statement.day, window) }, DUCKDB),
      );
      const key = `monitor/results/athena/${asked++}.csv`;
      account.s3.put(`results/${key}`, answer, new Date(0));
      return { QueryExecution: { ResultConfiguration: { OutputLocation: `s3://results/${key}` }, Status: { State: 'SUCCEEDED' } } };
    },
  };
}

function windowIn(statement: string): Window {
  const [from = '', to = ''] = [...statement.matchAll(/"day" (?:>=|<) '([^']+)'/g)].map(([, day]) => day);
  return { from: Date.parse(from), to: Date.parse(to) };
}

/** As Athena writes it: a header, all cells quoted, nothing where a value is missing. */
async function duckdb(rows: readonly (Mail & { readonly day: string })[], statement: string): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('CREATE TABLE mails (day VARCHAR, length DOUBLE, words BIGINT, country VARCHAR, score DOUBLE)');
  const appender = await connection.createAppender('mails');
  for (const { day, length, words, country, score } of rows) {
    appender.appendVarchar(day);
    appender.appendDouble(length);
    appender.appendBigInt(BigInt(words));
    appender.appendVarchar(country);
    appender.appendDouble(score);
    appender.endRow();
  }
  appender.closeSync();
  const reader = await connection.runAndReadAll(statement);
  const cell = (value: DuckDBValue): string => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  const lines = [reader.columnNames(), ...reader.getRows()].map((cells) => cells.map(cell).join(','));
  connection.closeSync();
  instance.closeSync();
  return `${lines.join('\n')}\n`;
}
