import type { AlarmDeclaration } from '../../plan.js';
import type { UpdatePicture } from '../../report/rehearsal-report.js';
import type { Phase } from '../../simulation/update/course.js';
import type { PlayedUpdate } from './update-trials.js';

/** Minutes shown before and after an update, and the most in all: a long one is shown to its end. */
const AROUND = 15;

/** Requests by fleet, phases, and the states of some alarms, by minute from the start of the update. */
export function updatePicture({ trial }: PlayedUpdate, shown: readonly AlarmDeclaration[]): UpdatePicture {
  const { course, trace, runs, minuteOf } = trial;
  const { startedAt, endedAt } = course;
  const from = startedAt - AROUND;
  const to = Math.min(trace.old.sent.length, endedAt + AROUND);
  const values = (counts: Float64Array): number[] => [...counts.subarray(from, to)].map((count) => Math.round(count));
  return {
    from: -AROUND,
    old: values(trace.old.sent),
    new: values(trace.new.sent),
    oldFailed: values(trace.old.failed),
    newFailed: values(trace.new.failed),
    phases: course.phases.map((phase) => ({ from: phase.from - startedAt, to: phase.to - startedAt, what: phaseText(phase) })),
    alarms: shown.flatMap((alarm) => {
      const timeline = runs.get(alarm.path)?.timeline;
      if (timeline === undefined) return [];
      const changes = timeline.transitions.map(({ at, to: state }) => ({ minute: minuteOf(at), state }));
      const before = changes.findLast(({ minute }) => minute <= from)?.state ?? timeline.initial;
      const inside = changes.filter(({ minute }) => minute > from && minute < to);
      return [
        {
          alarm: alarm.name,
          states: [{ minute: -AROUND, state: before }, ...inside.map(({ minute, state }) => ({ minute: minute - startedAt, state }))],
        },
      ];
    }),
  };
}

const WORDS: Readonly<Record<Phase['kind'], string>> = {
  starting: 'new instances start',
  baking: 'bake',
  'last bake': 'last bake',
  'going back': 'rollback',
};

function phaseText({ kind }: Phase): string {
  return WORDS[kind];
}
