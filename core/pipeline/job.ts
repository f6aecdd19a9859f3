import { timesOf, type JobKind } from '../batch/job-seconds.js';
import { jsonata } from './names.js';
import type { JobPlan, JobResources } from './plan.js';

/** Where SageMaker's containers find and leave things (Developer Guide, "Amazon SageMaker Training Storage", "Build Your Own Processing Container"). */
export const ML_FOLDERS = {
  root: '/opt/ml/',
  processingInput: '/opt/ml/processing/input/',
  processingOutput: '/opt/ml/processing/output/rows',
  channels: '/opt/ml/input/data/',
  model: '/opt/ml/model',
  results: '/opt/ml/output/data',
} as const;

/** Takes the archive with the code apart, and becomes the command: the image needs no toolkit for it. An entry has 256 characters at most. */
const UNPACK = 'mkdir -p /opt/ml/code && tar -xzf "$0"/*.tar.gz -C /opt/ml/code && cd /opt/ml/code && exec "$@"';

/** The entry point of a job's containers. */
export function entryPoint({ command }: JobPlan, codeFolder: string): string[] {
  return ['/bin/sh', '-c', UNPACK, codeFolder, ...command];
}

/** A name that no job has had, as an expression: an attempt that failed has taken its own. */
export function jobName({ prefix }: JobResources): string {
  return `{% ${jsonata(`${prefix}-`)} & $uuid() %}`;
}

/** What a job's code is told of the run. */
export function jobEnvironment({ environment }: JobPlan): Record<string, string> {
  return { SLIPWAY_RUN: '{% $states.context.Execution.Name %}', SLIPWAY_TIME: '{% $time %}', ...environment };
}

/** What the record says of a job's machines, for members of an object in an expression. */
export function paidFacts({ instanceType, instanceCount }: Pick<JobResources, 'instanceType' | 'instanceCount'>, kind: JobKind): string {
  const times = timesOf(kind).map((field) => `${jsonata(field)}: $states.result.${field}`);
  return `"instanceType": ${jsonata(instanceType)}, "instances": ${instanceCount}, "times": { ${times.join(', ')} }, "retries": $states.context.State.RetryCount`;
}
