import fc from 'fast-check';
import type { FleetPart, ReleasePlan, Routing } from '../../../runtime/plan';
import {
  courseOf,
  movedAt,
  movedInstances,
  pollsOf,
  turnedBack,
  type Circumstances,
  type Course,
} from '../../../runtime/simulation/update/course';

const BASE: ReleasePlan = { declaredBy: [], routing: 'all at once', bakeSeconds: 0, lastBakeSeconds: 0, alarms: [] };
const HERE: Circumstances = { startedAt: 100, instances: [10], startMinutes: 6, givesUpMinutes: 14, restartMinutes: 6, shiftMinutes: 1 };

function shares(course: Course, part: FleetPart | undefined, instances: number): number[] {
  return course.phases.map(({ from }) => movedInstances(part, instances, movedAt(course, from)));
}

// SageMaker Developer Guide, deployment-guardrails-blue-green-canary, -linear, -rolling, -blue-green-all-at-once.
test.each<[what: string, release: ReleasePlan, kinds: string[], moved: number[], minutes: number]>([
  ['all at once', { ...BASE, lastBakeSeconds: 600 }, ['starting', 'last bake'], [0, 10], 16],
  ['without a bake', BASE, ['starting'], [0], 6],
  [
    'canary of 10 %',
    { ...BASE, routing: 'canary', part: { share: 0.1 }, bakeSeconds: 600, lastBakeSeconds: 300 },
    ['starting', 'baking', 'last bake'],
    [0, 1, 10],
    21,
  ],
  [
    'canary of 3 instances',
    { ...BASE, routing: 'canary', part: { instances: 3 }, bakeSeconds: 90, lastBakeSeconds: 0 },
    ['starting', 'baking'],
    [0, 3],
    8,
  ],
  [
    'linear by 40 %',
    { ...BASE, routing: 'linear', part: { share: 0.4 }, bakeSeconds: 300, lastBakeSeconds: 600 },
    ['starting', 'baking', 'baking', 'baking', 'last bake'],
    [0, 4, 8, 10, 10],
    31,
  ],
  [
    'rolling by half',
    { ...BASE, routing: 'rolling', part: { share: 0.5 }, bakeSeconds: 300 },
    ['starting', 'baking', 'starting', 'baking'],
    [0, 5, 5, 10],
    22,
  ],
])('%s goes through its phases, so many instances serving the new version in each', (_, release, kinds, moved, minutes) => {
  const course = courseOf(release, HERE);
  expect(course.phases.map(({ kind }) => kind)).toEqual(kinds);
  expect(shares(course, release.part, 10)).toEqual(moved);
  expect(course.endedAt - course.startedAt).toBe(minutes);
  expect(movedInstances(release.part, 10, movedAt(course, course.endedAt))).toBe(10);
});

test('a canary of a small share is one instance, and half of a fleet of two', () => {
  expect(movedInstances({ share: 0.1 }, 2, 1)).toBe(1);
  expect(movedInstances({ share: 0.5 }, 3, 1)).toBe(2);
});

test('alarms are looked at while it bakes alone, at its end too, and as far apart as is assumed', () => {
  const course = courseOf({ ...BASE, routing: 'canary', part: { share: 0.5 }, bakeSeconds: 420, lastBakeSeconds: 120 }, HERE);
  expect(pollsOf(course, 1)).toEqual([107, 108, 109, 110, 111, 112, 113, 114, 115]);
  expect(pollsOf(course, 5)).toEqual([111, 113, 115]);
});

test('a rolling update that turns back starts what it took away, at once or in batches of its own', () => {
  const release: ReleasePlan = { ...BASE, routing: 'rolling', part: { share: 0.2 }, bakeSeconds: 60 };
  const course = courseOf(release, HERE);
  const at = 100 + 7 * 3;
  expect(turnedBack(course, release, HERE, at, 'stopped').endedAt - at).toBe(6);
  const slowly = turnedBack(course, { ...release, rollbackPart: { share: 0.1 } }, HERE, at, 'stopped');
  expect(
    slowly.phases.filter(({ kind }) => kind === 'going back').map(({ from }) => movedInstances(release.part, 10, movedAt(slowly, from))),
  ).toEqual([6, 4, 2]);
});

const RELEASES = fc.record({
  routing: fc.constantFrom<Routing>('all at once', 'canary', 'linear', 'rolling'),
  part: fc.oneof(
    fc.integer({ min: 5, max: 50 }).map((percent): FleetPart => ({ share: percent / 100 })),
    fc.integer({ min: 1, max: 5 }).map((instances): FleetPart => ({ instances })),
  ),
  bakeSeconds: fc.integer({ min: 0, max: 3600 }),
  lastBakeSeconds: fc.integer({ min: 0, max: 3600 }),
  timeoutSeconds: fc.option(fc.integer({ min: 600, max: 28_800 }), { nil: undefined }),
  rollbackPart: fc.option(
    fc.integer({ min: 5, max: 100 }).map((percent): FleetPart => ({ share: percent / 100 })),
    { nil: undefined },
  ),
});
const AROUND = fc.record({
  instances: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
  startMinutes: fc.integer({ min: 3, max: 20 }),
  stopAt: fc.integer({ min: 1, max: 400 }),
});

test('whatever is declared: phases follow on each other, what serves the new version only grows until it turns back, and one fleet serves at the end', () => {
  fc.assert(
    fc.property(RELEASES, AROUND, ({ timeoutSeconds, rollbackPart, ...declared }, { instances, startMinutes, stopAt }) => {
      const release: ReleasePlan = {
        ...BASE,
        ...declared,
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        ...(rollbackPart === undefined ? {} : { rollbackPart }),
      };
      const here = { ...HERE, instances, startMinutes };
      const forward = courseOf(release, here);
      const courses = [
        forward,
        ...(stopAt < (forward.turnedAt ?? forward.endedAt) - 100 ? [turnedBack(forward, release, here, 100 + stopAt, 'stopped')] : []),
      ];
      for (const course of courses) {
        const { phases, startedAt, endedAt, turnedAt, ending } = course;
        expect(phases.every(({ from, to }) => to > from)).toBe(true);
        expect(phases.slice(1).every(({ from }, index) => from === phases[index]?.to)).toBe(true);
        expect(phases[0]?.from ?? startedAt).toBe(startedAt);
        for (const count of instances) {
          const serving = Array.from({ length: endedAt - startedAt + 2 }, (_, minute) =>
            movedInstances(release.part, count, movedAt(course, startedAt + minute - 1)),
          );
          expect(serving.every((moved) => moved >= 0 && moved <= count)).toBe(true);
          expect(serving[0]).toBe(0);
          expect(serving.at(-1)).toBe(ending === 'completed' ? count : 0);
          const until = (turnedAt ?? endedAt) - startedAt + 1;
          const rising = serving.slice(0, until);
          expect(rising.every((moved, index) => moved >= (rising[index - 1] ?? 0))).toBe(true);
        }
        expect(ending === 'completed').toBe(turnedAt === null);
        if (timeoutSeconds !== undefined) expect((turnedAt ?? endedAt) - startedAt).toBeLessThanOrEqual(Math.ceil(timeoutSeconds / 60));
      }
    }),
    { numRuns: 300 },
  );
});
