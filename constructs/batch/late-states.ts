import { invokeStep } from './invoke-step.js';

/** Variables of a run after which late data are looked for: days before `before` are still to be looked at, and `answer` is what the run came to. */
export const LATE_VARIABLES = {
  begun: '{% $exists($states.input.time) ? $states.input.time : $states.context.Execution.StartTime %}',
  before: '{% "" %}',
};

/** What the run itself came to, and not a day that was run anew after it. */
export const FIRST_ANSWER = { answer: "{% $before = '' ? $states.result.Payload : $answer %}" };

/**
 * After a run was published: the parts of earlier days, the newest first, one after the other. One that something has come into is run anew, by
 * the same states as the run itself.
 */
export function lateStates(lateArn: string, failArn: string): Record<string, unknown> {
  return {
    LookForLate: {
      ...invokeStep(lateArn, { time: '{% $begun %}', before: '{% $before %}', backfill: '{% $backfill %}' }),
      Assign: { late: '{% $states.result.Payload %}' },
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'TellOfLate' }],
      Next: 'IsLate',
    },
    IsLate: {
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% $exists($late.time) %}',
          Assign: { time: '{% $late.time %}', before: '{% $late.day %}', again: true, partly: false, tried: 0, run: { attempt: 0 } },
          Next: 'Prepare',
        },
      ],
      Default: 'Done',
    },
    // The run itself is published: nothing of it is tried again.
    TellOfLate: {
      ...invokeStep(failArn, {
        time: '{% $begun %}',
        error: '{% $exists($states.input.Error) ? $states.input.Error : "Unknown" %}',
        cause: '{% $exists($states.input.Cause) ? $states.input.Cause : "" %}',
        attempt: '{% 0 %}',
        backfill: '{% $backfill %}',
        last: '{% true %}',
      }),
      Output: '{% $states.input %}',
      Next: 'Failed',
    },
  };
}
