import { scheduledBounds } from '../../../runtime/simulation/scheduled-bounds';
import type { ScalingPlan, StepsPlan } from '../../../runtime/plan';
import { constant, type Arrivals } from '../../../runtime/simulation/arrivals';
import { fleet, PER_INSTANCE, played, scaling, service } from './models';

const DAY = 1440;

/** Instances that answered, minute by minute. */
function instances(plan: ScalingPlan, arrivals: Arrivals, minutes: number, rest: { from?: number; declared?: number } = {}): number[] {
  const model = service([fleet({ seconds: Float64Array.of(0.001), scaling: plan, instances: rest.declared ?? 1 })]);
  const { recorded } = played(model, { arrivals, minutes, from: rest.from ?? 0 });
  return [...(recorded.minutes.get('CPUUtilization')?.entries() ?? [])].toSorted(([a], [b]) => a - b).map(([, values]) => values.length);
}

const steps = (rest: Partial<StepsPlan> = {}): StepsPlan => ({
  metric: { name: 'InvocationsPerInstance', statistic: 'Sum' },
  alarm: {
    threshold: 100,
    comparison: 'GreaterThanOrEqualToThreshold',
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    missingData: 'missing',
  },
  periodMinutes: 1,
  adjustment: 'ChangeInCapacity',
  steps: [
    { lower: 0, upper: 200, change: 1 },
    { lower: 200, upper: Number.POSITIVE_INFINITY, change: 3 },
  ],
  least: 0,
  cooldown: 5,
  ...rest,
});

test('steps add what the distance from the threshold asks for: a little more adds one, much more adds three', () => {
  // The alarm sees a minute one later (the assumed delay), and an instance needs six to start.
  const little = instances(scaling({ steps: [steps()] }), constant(150), 9);
  expect(little.slice(0, 8)).toEqual([1, 1, 1, 1, 1, 1, 1, 2]);
  const much = instances(scaling({ steps: [steps()] }), constant(900), 9);
  expect(much.slice(6, 8)).toEqual([1, 4]);
});

test('an alarm that asks for three minutes of three waits for them', () => {
  const alarm = { ...steps().alarm, evaluationPeriods: 3, datapointsToAlarm: 3 };
  expect(instances(scaling({ steps: [steps({ alarm })] }), constant(150), 12).indexOf(2)).toBe(9);
});

test('the sum of a period of five minutes is that of five minutes', () => {
  const quick = steps({ alarm: { ...steps().alarm, threshold: 600 }, periodMinutes: 5, steps: [{ lower: 0, upper: Infinity, change: 1 }] });
  expect(instances(scaling({ steps: [quick] }), constant(150), 14).indexOf(2)).toBe(11);
  expect(instances(scaling({ steps: [quick] }), constant(100), 40)).not.toContain(2);
});

test('in a cool-down more is added only as far as it goes beyond what was added', () => {
  // Every minute asks for three more of the one instance that answers: four in all until the cool-down is over.
  const all = instances(scaling({ steps: [steps({ cooldown: 60 })] }), constant(900), 40);
  expect(Math.max(...all)).toBe(4);
});

test('percentages are of what there is, one instance at least, or as many as are stated; an exact number is that number', () => {
  const percent = (change: number, least = 0): number =>
    Math.max(
      ...instances(
        scaling({
          steps: [steps({ adjustment: 'PercentChangeInCapacity', least, steps: [{ lower: 0, upper: Infinity, change }], cooldown: 60 })],
        }),
        constant(900),
        20,
        { declared: 4 },
      ),
    );
  expect([percent(50), percent(10), percent(10, 2), percent(100)]).toEqual([6, 5, 6, 8]);
  const exact = steps({ adjustment: 'ExactCapacity', steps: [{ lower: 0, upper: Infinity, change: 7 }] });
  expect(instances(scaling({ steps: [exact] }), constant(900), 20).at(-1)).toBe(7);
});

test('steps below a threshold take instances away, never below the minimum', () => {
  const shrink = steps({
    alarm: { ...steps().alarm, threshold: 50, comparison: 'LessThanOrEqualToThreshold' },
    steps: [{ lower: Number.NEGATIVE_INFINITY, upper: 0, change: -1 }],
    cooldown: 10,
  });
  const all = instances(scaling({ min: 2, steps: [shrink] }), constant(10), 60, { declared: 4 });
  expect([all[0], all[5], all[15], all.at(-1)]).toEqual([4, 3, 2, 2]);
});

test('a fleet that tracks two metrics grows by the one that wants more, and shrinks where both would', () => {
  const slack = { metric: { name: 'CPUUtilization', statistic: 'Average' }, target: 90 } as const;
  expect(instances(scaling({ max: 3, tracking: [PER_INSTANCE, slack] }), constant(1000), 30).at(-1)).toBe(3);
  // Requests say one instance would do, and the CPU of each is at its target.
  const busy = { metric: { name: 'CPUUtilization', statistic: 'Average' }, target: 3.2 } as const;
  expect(instances(scaling({ tracking: [PER_INSTANCE, busy] }), constant(20), 60, { declared: 3 }).at(-1)).toBe(3);
  expect(instances(scaling({ tracking: [PER_INSTANCE] }), constant(20), 60, { declared: 3 }).at(-1)).toBe(1);
});

test('scheduled actions change the bounds at their hour, of their time zone, and instances come after their start-up time', () => {
  const scheduled = [
    { cron: '0 8 ? * MON-FRI', timeZone: 'Europe/Berlin', min: 3, max: 3 },
    { cron: '0 18 ? * MON-FRI', timeZone: 'Europe/Berlin', min: 1, max: 1 },
  ];
  const all = instances(scaling({ scheduled }), constant(1), DAY);
  // January: Berlin is an hour ahead of UTC.
  expect([all[0], all[7 * 60], all[7 * 60 + 6], all[17 * 60 - 1], all[17 * 60]]).toEqual([1, 1, 3, 3, 1]);
});

test('a run that begins at an hour begins with the bounds of that hour: parked over a weekend', () => {
  const scheduled = [
    { cron: '0 8 ? * 2-6', timeZone: 'UTC', min: 3, max: 3 },
    { cron: '0 18 ? * 2-6', timeZone: 'UTC', min: 1, max: 1 },
  ];
  expect(instances(scaling({ min: 3, scheduled }), constant(1), 10, { from: 6 * DAY, declared: 3 })[0]).toBe(1);
  expect(instances(scaling({ min: 1, scheduled }), constant(1), 10, { from: DAY + 720, declared: 1 })[0]).toBe(3);
});

test('the clock goes forward in March, and an action at eight stays at eight', () => {
  // Minute 0 is Monday, 2024-01-01; 2024-03-31 is the change in Berlin.
  const from = (31 + 29 + 29) * DAY;
  const found = scheduledBounds([{ cron: '0 8 ? * *', timeZone: 'Europe/Berlin', min: 2 }], { from, minutes: 3 * DAY });
  const inside = found.map(({ minute }) => minute).filter((minute) => minute >= 0);
  expect(inside).toEqual([7 * 60, DAY + 6 * 60, 2 * DAY + 6 * 60]);
});
