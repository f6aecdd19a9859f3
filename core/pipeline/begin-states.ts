import { claimStates } from './claim-states.js';
import { inputsState } from './input-states.js';
import { jsonata } from './names.js';
import type { DefinitionSettings } from './plan.js';
import type { State } from './state.js';

/** Seconds until a run that waits for another one looks again. */
export const LOOKS_AGAIN = 60;

/**
 * What a run does before its steps: it is told when it is, makes sure that nothing else does the same, waits for its turn where runs come one
 * at a time, and writes down what it finds.
 *
 * @param first the first state of the steps
 */
export function beginStates(settings: DefinitionSettings, first: string): Record<string, State> {
  const { bucket, prefix, overlap, sources } = settings;
  const turn = overlap === 'allow' ? 'Inputs' : 'Turn: take';
  return {
    Begin: {
      Type: 'Pass',
      Assign: {
        // A name of the catalogue takes lower case, digits and underscores.
        run: '{% $replace($lowercase($states.context.Execution.Name), /[^a-z0-9]+/, "_") %}',
        time: '{% $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime %}',
        id: '{% $exists($states.input.id) ? $replace($states.input.id, /[^A-Za-z0-9]+/, "-") : "" %}',
        startedAt: '{% $states.context.Execution.StartTime %}',
      },
      Next: 'Claim',
    },
    // Events and schedules are delivered at least once: what was told twice is done once.
    Claim: { Type: 'Choice', Choices: [{ Condition: '{% $id = "" %}', Next: turn }], Default: 'Claim: take' },
    ...claimStates({
      name: 'Claim',
      bucket,
      key: `${jsonata(`${prefix}.claims/`)} & $id & ".json"`,
      held: ['RUNNING', 'SUCCEEDED'],
      next: turn,
      otherwise: 'Claim: already',
    }),
    'Claim: already': { Type: 'Succeed', Output: '{% { "run": $run, "because": "another run has taken " & $id } %}' },
    ...(overlap === 'allow' ? {} : turnStates(settings)),
    Inputs: inputsState(sources, sources.length === 0 ? first : 'Inputs: age'),
    ...(sources.length === 0 ? {} : { 'Inputs: age': ageState(settings, first) }),
  };
}

function turnStates({ bucket, prefix, overlap }: DefinitionSettings): Record<string, State> {
  const waits = overlap === 'wait';
  return {
    ...claimStates({
      name: 'Turn',
      bucket,
      key: jsonata(`${prefix}.turn.json`),
      held: ['RUNNING'],
      next: 'Inputs',
      otherwise: waits ? 'Turn: wait' : 'Turn: skip',
    }),
    ...(waits
      ? { 'Turn: wait': { Type: 'Wait', Seconds: LOOKS_AGAIN, Next: 'Turn: holder' } }
      : { 'Turn: skip': { Type: 'Succeed', Output: '{% { "run": $run, "because": "another run was going on" } %}' } }),
  };
}

/** How old the newest object of all tables is at the time that the run is about; where there is none, as old as time itself. A run does not fail for want of the figure. */
function ageState({ pipeline }: DefinitionSettings, next: string): State {
  const newest = '$sort($append("1970-01-01T00:00:00Z", [$each($inputs, function($one) { $one.newest })]))[-1]';
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:cloudwatch:putMetricData',
    Arguments: {
      Namespace: 'Slipway',
      MetricData: [
        {
          MetricName: 'InputAge',
          Dimensions: [{ Name: 'Deployment', Value: pipeline }],
          Value: `{% $max([0, ($toMillis($time) - $toMillis(${newest})) / 1000]) %}`,
          Unit: 'Seconds',
        },
      ],
    },
    Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% {} %}', Next: next }],
    Output: '{% {} %}',
    Next: next,
  };
}
