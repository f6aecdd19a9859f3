import { App, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataPipeline, Table, type DataPipelineProps, type PipelineStep, type TableOptions } from '../../../../constructs/index';
import { SimulatedClock } from '../../../../runtime/pipeline/clock';
import type { PipelinePlan } from '../../../../runtime/pipeline/local/pipeline-plan';
import { readPipelines } from '../../../../runtime/pipeline/local/read-pipelines';
import { runPipeline, type PipelineRun, type RunOptions } from '../../../../runtime/pipeline/local/run-pipeline';
import { seeded } from '../../../../runtime/random';

export const START = Date.parse('2026-03-01T04:00:00Z');

/** A folder with files, an app that is made and synthesized in it, and runs of its pipeline. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'slipway steps '));
  private made = 0;

  /** Writes a file below the folder, and gives its path. */
  file(name: string, content: string): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  rows(name: string, rows: readonly object[]): string {
    return this.file(name, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }

  /** A stack that holds a pipeline of the last steps that are made. */
  synthesize(steps: (stack: Stack) => PipelineStep[], options: Partial<DataPipelineProps> = {}): string {
    this.made += 1;
    const app = new App({ outdir: join(this.folder, `cdk.out-${this.made}`) });
    const stack = new Stack(app, 'Mail', { env: { account: '111111111111', region: 'eu-central-1' } });
    new DataPipeline(stack, 'Daily', { steps: steps(stack), ...options });
    return app.synth().directory;
  }

  plans(directory: string): PipelinePlan[] {
    return readPipelines(directory);
  }

  async run(directory: string, options: Partial<RunOptions> = {}): Promise<PipelineRun> {
    const [plan] = this.plans(directory);
    if (plan === undefined) throw new Error('no pipeline was found');
    return runPipeline(plan, {
      name: 'first',
      output: join(this.folder, 'runs'),
      directory: this.folder,
      data: {},
      clock: new SimulatedClock(START),
      random: seeded(1),
      ...options,
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A table of mails in a bucket of the stack's. */
export function mailsIn(stack: Stack, options: Partial<TableOptions> = {}, id = 'Data'): Table {
  return Table.fromBucket(new s3.Bucket(stack, id), 'mail/', {
    columns: { id: 'bigint', words: 'bigint' },
    local: 'mail/*.jsonl',
    ...options,
  });
}
