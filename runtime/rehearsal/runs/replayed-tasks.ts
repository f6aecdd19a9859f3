import type { RunsDisturbance } from '../../faults/runs-disturbance.js';
import { stateName } from '../../measuring/pipelines/recorded-tasks.js';
import type { PipelineProfile, TaskOutcomes } from '../../measuring/profile.js';
import { StateFailure } from '../../pipeline/state-failure.js';
import type { TaskCall, TaskHandler } from '../../pipeline/tasks.js';

const SECOND_MILLIS = 1000;

/** Answers of the services that steps call, as they were when the pipeline was measured, in the time that they took then. */
export class ReplayedTasks {
  /** Tries of the first task of each execution. */
  private readonly tries = new Map<string, number>();

  /** @param disturbanceOf what is wrong with the run whose execution calls */
  constructor(
    private readonly profile: PipelineProfile,
    private readonly disturbanceOf: (execution: string) => RunsDisturbance,
  ) {}

  readonly handler: TaskHandler = async (call) => {
    const { execution } = call;
    const disturbance = this.disturbanceOf(execution);
    const name = stateName(call);
    const known = outcomesOf(this.profile, disturbance)[name];
    if (name === Object.keys(this.profile.usual)[0]) this.refuse(call, disturbance);
    if (known === undefined) throw new StateFailure('States.TaskFailed', `nobody has measured what '${name}' gives here`);
    const millis = known.seconds * SECOND_MILLIS * (disturbance.jobTimes ?? 1);
    await call.clock.sleepUntil(call.clock.now() + Math.ceil(millis), call.signal);
    if (known.output === undefined) throw new StateFailure(known.error, known.cause);
    return known.output;
  };

  /** The first task of a run fails as often as a fault has it. */
  private refuse({ integration, execution }: TaskCall, { taskFails = 0, taskDenied }: RunsDisturbance): void {
    const tried = (this.tries.get(execution) ?? 0) + 1;
    this.tries.set(execution, tried);
    const [service = '', action = ''] = integration.split(':').slice(-2);
    if (taskDenied === true)
      throw new StateFailure(`${titled(service)}.AccessDeniedException`, `not authorized to perform ${service}:${titled(action)}`);
    if (tried <= taskFails) throw new StateFailure(`${titled(service)}.TooManyRequestsException`, 'Rate exceeded');
  }
}

function outcomesOf({ usual, cut, renamed, retyped }: PipelineProfile, { inputCut, inputChanged }: RunsDisturbance): TaskOutcomes {
  if (inputCut === true) return cut;
  if (inputChanged === undefined) return usual;
  return inputChanged === 'renamed' ? renamed : retyped;
}

function titled(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
