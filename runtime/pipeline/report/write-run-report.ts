import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURE_FILE, RECORD_FILE, type PipelineRecord } from '../../../core/pipeline/index.js';
import type { PipelineRun } from '../local/run-pipeline.js';
import { runPage } from './run-page.js';

/**
 * Writes the page of a run.
 *
 * @returns path of the page
 */
export function writeRunReport(run: PipelineRun, directory: string): string {
  const left = [RECORD_FILE, FAILURE_FILE].map((file) => join(run.folder, file)).find((file) => existsSync(file));
  const record = left === undefined ? undefined : (JSON.parse(readFileSync(left, 'utf8')) as PipelineRecord);
  const page = join(directory, 'index.html');
  mkdirSync(directory, { recursive: true });
  writeFileSync(page, runPage(run, record));
  return page;
}
