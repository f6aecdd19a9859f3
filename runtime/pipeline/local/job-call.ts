import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../../core/errors/index.js';
import type { LocalCommand } from '../../../core/pipeline/index.js';
import { bundled } from '../../bundled.js';
import { isObject, type Json, type JsonObject } from '../json.js';
import { StateFailure } from '../state-failure.js';
import type { TaskCall } from '../tasks.js';
import { stepOf } from './kept-work.js';
import { runLocalCommand } from './local-command.js';
import type { MlFolder } from './ml-folder.js';
import type { PipelinePlan } from './pipeline-plan.js';

/** Longest FailureReason that SageMaker gives, in characters (API reference, DescribeTrainingJob). */
const LONGEST_REASON = 1024;

export interface JobSettings {
  readonly plan: PipelinePlan;
  /** Folder of the app. */
  readonly directory: string;
}

/** What a job's code is told beside its folders, and where it may say why it has failed. */
export interface JobSurroundings {
  readonly ml: MlFolder;
  readonly environment: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
  /** Path of the container at which the code leaves what there is to say. */
  readonly message: string;
}

/** The local command of the step that asks. */
export function localOf({ entry }: PipelinePlan, call: TaskCall): LocalCommand | undefined {
  const step = entry.steps.find(({ name }) => name === stepOf(call));
  // What evaluates is no code of the user's.
  return step?.kind === 'evaluation' ? { folder: '.', command: [process.execPath, bundled('server', 'evaluate.js')] } : step?.local;
}

/** Runs the local command of a step as its job; the time that it takes is the time that it takes on the state machine's clock. */
export async function runJob(call: TaskCall, settings: JobSettings, around: JobSurroundings): Promise<{ readonly message?: string }> {
  const { plan, directory } = settings;
  const { ml, environment, message: path } = around;
  const step = stepOf(call);
  const local = localOf(plan, call);
  if (local === undefined) throw new SlipwayError('local-command', `step '${step}' has no local command; give it one`, plan.place);
  const { clock, signal } = call;
  const [began, started] = [clock.now(), performance.now()];
  const log = `${ml.root}.log`;
  const { exitCode, tail } = await runLocalCommand({
    argv: [...local.command, ...(around.arguments ?? [])].map((text) => ml.argument(text)),
    folder: join(plan.assembly, local.folder),
    directory,
    environment: {
      SLIPWAY_ROOT: ml.root,
      ...Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, ml.argument(text)])),
    },
    log,
    signal,
    what: `step '${step}'`,
  });
  await clock.sleepUntil(began + Math.ceil(performance.now() - started), signal);
  const said = existsSync(ml.at(path)) ? readFileSync(ml.at(path), 'utf8').trim().slice(0, LONGEST_REASON) : undefined;
  if (exitCode !== 0)
    throw failure(call.arguments, `AlgorithmError: ${said ?? tail}, exit code: ${exitCode} (all that it printed: ${log})`);
  return said === undefined ? {} : { message: said };
}

/** A job that has failed, as Step Functions tells of it: with the job's description as cause. */
function failure(given: Json, reason: string): StateFailure {
  const request: JsonObject = isObject(given) ? given : {};
  const [kind, name] = Object.entries(request).find(([key]) => /^\w+JobName$/.test(key)) ?? ['JobName', null];
  return new StateFailure(
    'States.TaskFailed',
    JSON.stringify({ [kind]: name, [kind.replace('Name', 'Status')]: 'Failed', FailureReason: reason.slice(0, 2 * LONGEST_REASON) }),
  );
}
