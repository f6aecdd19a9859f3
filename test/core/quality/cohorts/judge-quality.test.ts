import { CohortBuilder, type Answer } from '../../../../core/quality/cohorts/cohort-builder';
import { judgeQuality, type QualityRules, type QualityVerdict } from '../../../../core/quality/cohorts/judge-quality';
import { scoringOf } from '../../../../core/quality/cohorts/scoring';
import { seeded } from '../../../../runtime/random';

const DAY = 86_400_000;
const START = Date.parse('2026-03-02T00:00:00Z');
const RULES: QualityRules = {
  now: START + 100 * DAY,
  labelDelay: 3 * DAY,
  labelledShare: 1,
  atLeast: { accuracy: 0.8 },
  segments: [],
  groups: [],
};

interface DayOfAnswers {
  /** How many of its answers are right, how many have a label. */
  readonly right: number;
  readonly labelled?: number;
  readonly answers?: number;
}

/** Answers of several days that are right so often; every label of a right answer comes first. */
function days(list: readonly DayOfAnswers[]): CohortBuilder {
  const builder = new CohortBuilder(0);
  for (const [day, { right, answers = 200, labelled = answers }] of list.entries()) {
    for (let row = 0; row < answers; row += 1) {
      const id = `${day}-${row}`;
      builder.add({ id, at: START + day * DAY + row * 1000, said: row % 2 === 0 ? 'yes' : 'no', parts: [] });
      if (row < labelled) builder.label(id, (row % 2 === 0) === row < right * answers ? 'yes' : 'no');
    }
  }
  return builder;
}

function judged(builder: CohortBuilder, rules: Partial<QualityRules> = {}): QualityVerdict {
  const joined = builder.finish();
  return judgeQuality(joined, scoringOf(joined.cohorts, {}), { ...RULES, ...rules });
}

const states = ({ cohorts }: QualityVerdict): string[] => cohorts.map(({ state }) => state);

test('labels find their answers by id, before or after them, and days are those of the answers', () => {
  const builder = new CohortBuilder(0);
  builder.label('a', 'yes');
  builder.add({ id: 'a', at: START + DAY - 1, said: 'yes', parts: [] });
  builder.add({ id: 'b', at: START + DAY, said: 'no', parts: [] });
  builder.label('b', 'no');
  builder.label('b', 'yes');
  builder.label('nobody', 'yes');
  builder.add({ id: 'a', at: START + 5 * DAY, said: 'no', parts: [] });
  expect(builder.finish()).toEqual({
    cohorts: [
      { day: '2026-03-02', said: ['yes'], probability: [undefined], labels: ['yes'], parts: [] },
      { day: '2026-03-03', said: ['no'], probability: [undefined], labels: ['yes'], parts: [] },
    ],
    repeated: 1,
    unmatched: 1,
  });
});

test('the order in which answers and labels come does not matter', () => {
  const one = days([{ right: 0.9, labelled: 180 }, { right: 0.5 }]);
  const random = seeded(3);
  const other = new CohortBuilder(0);
  const steps = [{ right: 0.9, labelled: 180 }, { right: 0.5 }].flatMap(({ right, labelled = 200 }, day) =>
    Array.from({ length: 200 }, (_, row) => ({ right, labelled, day, row })),
  );
  for (const { right, labelled, day, row } of steps
    .map((step) => ({ step, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ step }) => step)) {
    // prettier-ignore
    const id = `${day}-${row}`;
    if (row < labelled) other.label(id, (row % 2 === 0) === row < right * 200 ? 'yes' : 'no');
    other.add({ id, at: START + day * DAY + row * 1000, said: row % 2 === 0 ? 'yes' : 'no', parts: [] });
  }
  expect(judged(other)).toEqual(judged(one));
});

test('a day is judged when its labels are due, not a moment before', () => {
  const due = START + DAY + RULES.labelDelay;
  expect(states(judged(days([{ right: 1 }]), { now: due - 1 }))).toEqual(['waiting']);
  expect(judged(days([{ right: 1 }]), { now: due - 1 }).verdict).toBe('waiting');
  const verdict = judged(days([{ right: 1 }]), { now: due });
  expect(states(verdict)).toEqual(['judged']);
  expect(verdict.cohorts[0]).toMatchObject({ day: '2026-03-02', due: '2026-03-06T00:00:00.000Z', coverage: 1, labels: 200 });
});

test('below four fifths of the labels nothing is judged: those that come first are not like the rest', () => {
  // All right answers are labelled, of the wrong ones none: accuracy would be 1.
  const early = judged(days([{ right: 0.79, labelled: 158 }]));
  expect(early.cohorts).toMatchObject([{ state: 'labels-missing', coverage: 0.79, metrics: {}, below: [] }]);
  expect(states(judged(days([{ right: 0.8, labelled: 160 }])))).toEqual(['judged']);
});

test('labels that still do not come one day after they were due have stopped', () => {
  const due = START + DAY + RULES.labelDelay;
  const stopped = (now: number): readonly string[] => judged(days([{ right: 1, labelled: 100 }]), { now }).labelsStopped;
  expect(stopped(due + DAY - 1)).toEqual([]);
  expect(stopped(due + DAY)).toEqual(['2026-03-02']);
});

test('where only a part of the answers gets a label, only that part is expected', () => {
  expect(states(judged(days([{ right: 1, labelled: 40 }]), { labelledShare: 0.25 }))).toEqual(['judged']);
  expect(states(judged(days([{ right: 1, labelled: 39 }]), { labelledShare: 0.25 }))).toEqual(['labels-missing']);
});

test('fewer than thirty labelled answers say nothing', () => {
  expect(
    states(
      judged(
        days([
          { right: 0, answers: 29 },
          { right: 0, answers: 30 },
        ]),
      ),
    ),
  ).toEqual(['too-few', 'judged']);
});

test('one day below the bar pages nobody, two running do, and a good one in between ends the run', () => {
  const [good, bad] = [{ right: 0.9 }, { right: 0.6 }];
  const fails = (list: readonly DayOfAnswers[]): [string, boolean[]] => {
    const { verdict, cohorts } = judged(days(list));
    return [verdict, cohorts.map((cohort) => cohort.fails.includes('accuracy'))];
  };
  expect(fails([good, bad])).toEqual(['good', [false, false]]);
  expect(fails([good, bad, bad])).toEqual(['fails', [false, false, true]]);
  expect(fails([bad, good, bad])).toEqual(['good', [false, false, false]]);
  expect(fails([bad, bad, good])).toEqual(['good', [false, true, false]]);
});

test('a day that could not be judged neither ends a run nor makes one', () => {
  const { cohorts } = judged(days([{ right: 0.6 }, { right: 0.6, labelled: 50 }, { right: 0.6 }]));
  expect(cohorts.map(({ fails }) => fails)).toEqual([[], [], ['accuracy']]);
});

test('failures of the past are stretches of days, and a good model is said to have failed before', () => {
  const [good, bad] = [{ right: 0.9 }, { right: 0.6 }];
  const { verdict, failures } = judged(days([bad, bad, bad, good, bad, good, bad, bad, good]));
  expect(verdict).toBe('good');
  expect(failures).toEqual([
    { metric: 'accuracy', from: '2026-03-03', to: '2026-03-04', days: 2 },
    { metric: 'accuracy', from: '2026-03-09', to: '2026-03-09', days: 1 },
  ]);
});

test('a value below the bar is no failure while its interval reaches over it', () => {
  // Wilson's interval of 150 of 200 ends at 0.805 (scipy.stats.binomtest(150, 200).proportion_ci(method='wilson')).
  expect(judged(days([{ right: 0.75 }, { right: 0.75 }])).cohorts.map(({ below }) => below)).toEqual([[], []]);
  expect(judged(days([{ right: 0.74 }, { right: 0.74 }])).verdict).toBe('fails');
});

test('with more labels a day is restated, and says what was said before', () => {
  const then = judged(days([{ right: 0.8, labelled: 170 }]));
  const now = judged(days([{ right: 0.8 }]), { before: then.cohorts });
  expect(now.cohorts[0]?.restated).toEqual({
    labels: 170,
    metrics: Object.fromEntries(Object.entries(then.cohorts[0]?.metrics ?? {}).map(([name, { value }]) => [name, value])),
  });
  expect(judged(days([{ right: 0.8, labelled: 170 }]), { before: then.cohorts }).cohorts[0]?.restated).toBeUndefined();
  // A label that was corrected restates too.
  const corrected = days([{ right: 0.8, labelled: 170 }]);
  corrected.label('0-0', 'no');
  expect(judged(corrected, { before: then.cohorts }).cohorts[0]?.restated).toMatchObject({ labels: 170 });
});

test('a bar for a metric that there is not is refused by name', () => {
  expect(() => judged(days([{ right: 1 }]), { atLeast: { r2: 0.5 } })).toThrow(
    "these answers and labels give no metric 'r2'; give a bar for one of accuracy, precision, recall, f1",
  );
});

test('without a bar nothing is called good', () => {
  expect(judged(days([{ right: 1 }]), { atLeast: {} }).verdict).toBe('no-bar');
});

test('no answer at all is no verdict', () => {
  expect(judged(new CohortBuilder(0))).toMatchObject({ verdict: 'waiting', cohorts: [] });
});

test('a label that is no class of the model is counted and left out', () => {
  const builder = new CohortBuilder(0);
  for (let row = 0; row < 40; row += 1) builder.add({ at: START, said: '1', label: row < 3 ? 'maybe' : '1.0', parts: [] });
  const joined = builder.finish();
  const scoring = scoringOf(joined.cohorts, { classes: ['0', '1'] });
  expect(judgeQuality(joined, scoring, { ...RULES, atLeast: {} }).cohorts).toMatchObject([
    { unreadable: 3, labels: 40, metrics: { accuracy: { value: 1 } } },
  ]);
});

/** Answers with true probabilities; after some days the truth turns round. */
function probabilities(flippedFrom: number): CohortBuilder {
  const random = seeded(11);
  const builder = new CohortBuilder(1);
  for (let day = 0; day < 40; day += 1) {
    for (let row = 0; row < 300; row += 1) {
      const probability = random();
      const happened = random() < probability !== day >= flippedFrom;
      const answer: Answer = {
        at: START + day * DAY,
        probability,
        label: happened ? '1' : '0',
        parts: [row % 3 === 0 ? 'north' : 'south'],
      };
      builder.add(answer);
    }
  }
  return builder;
}

test('what is expected of the probabilities follows them, and is blind to concept drift', () => {
  const estimated = (flippedFrom: number, day: number): { known: number; expected: number } => {
    const { metrics, estimated: guess } = judged(probabilities(flippedFrom), { atLeast: {} }).cohorts[day] ?? {};
    expect(guess).toMatchObject({ note: 'estimated, blind to concept drift', calibratedOn: 28 * 300 });
    return { known: metrics?.['accuracy']?.value ?? Number.NaN, expected: guess?.metrics['accuracy'] ?? Number.NaN };
  };
  // The mean of max(p, 1 - p) of evenly spread p is 0.75.
  for (const flipped of [40, 30]) expect(Math.abs(estimated(flipped, 35).expected - 0.75)).toBeLessThan(0.03);
  expect(Math.abs(estimated(40, 35).known - 0.75)).toBeLessThan(0.08);
  expect(Math.abs(estimated(30, 35).known - 0.25)).toBeLessThan(0.08);
});

test('nothing is estimated for the days that it was calibrated on, and a later run does not calibrate anew', () => {
  const { cohorts } = judged(probabilities(40), { atLeast: {} });
  expect(cohorts.filter(({ estimated }) => estimated !== undefined).map(({ day }) => day)).toEqual(cohorts.slice(28).map(({ day }) => day));
});

test('segments are kept apart, and one of too few labels is left out', () => {
  const { cohorts } = judged(probabilities(40), { atLeast: {}, segments: ['region'] });
  expect(cohorts[0]?.segments.map(({ feature, value, rows }) => [feature, value, rows])).toEqual([
    ['region', 'south', 200],
    ['region', 'north', 100],
  ]);
  expect(Object.keys(cohorts[0]?.segments[1]?.metrics ?? {})).toContain('roc_auc');
});

test('a group that gets the positive answer less often, and a wrong one more often, shows so against all others', () => {
  const builder = new CohortBuilder(1);
  // Of 100 in a 30 get a yes, 80 rightly answered; of 200 in b 100 get one, 180 rightly.
  for (const [group, rows, yes, right] of [
    ['a', 100, 30, 80],
    ['b', 200, 100, 180],
  ] as const)
    // prettier-ignore
    for (let row = 0; row < rows; row += 1)
      builder.add({ at: START, said: row < yes ? 'yes' : 'no', label: row < yes === row < right ? 'yes' : 'no', parts: [group] });
  const bias = judged(builder, { atLeast: {}, groups: ['group'] }).cohorts[0]?.bias ?? [];
  expect(bias.map(({ value, rows }) => [value, rows])).toEqual([
    ['b', [200, 100]],
    ['a', [100, 200]],
  ]);
  expect(bias[1]?.differenceInPositiveRate.value).toBeCloseTo(0.2, 12);
  expect(bias[1]?.disparateImpact.value).toBeCloseTo(0.6, 12);
  expect(bias[1]?.accuracyDifference.value).toBeCloseTo(0.1, 12);
  expect(bias[1]?.differenceInPositiveRate.lower).toBeGreaterThan(0);
  expect(bias[0]?.accuracyDifference.value).toBeCloseTo(-0.1, 12);
});

test.each([
  ['classes by name', { said: ['b', 'a'], labels: ['a', 'b'] }, { kind: 'classification', classes: ['a', 'b'], saysProbability: false }],
  ['0 and 1 are classes, and numbers beside them probabilities', { said: ['0.3', '0.9'], labels: ['0', '1'] }, { kind: 'classification', classes: ['0', '1'], saysProbability: true }], // prettier-ignore
  ['numbers are values', { said: ['3.5', '2'], labels: ['4', '2'] }, { kind: 'regression' }],
  ['labels of one class do not make the other vanish', { said: ['1', '1'], labels: ['1', '1.0'] }, { kind: 'classification', classes: ['0', '1'], saysProbability: false }], // prettier-ignore
])('%s', (_what, { said, labels }, expected) => {
  const cohort = { day: '2026-03-02', said, labels, probability: said.map(() => undefined), parts: [] };
  expect(scoringOf([cohort], {})).toMatchObject(expected);
});

test('the positive class of two can be named, and probabilities keep the order in which the model gives them', () => {
  const builder = new CohortBuilder(0);
  for (let row = 0; row < 40; row += 1)
    builder.add({ at: START, probability: row < 30 ? [0.9, 0.1] : [0.2, 0.8], label: row < 30 ? 'nonspam' : 'spam', parts: [] });
  const joined = builder.finish();
  const scoring = scoringOf(joined.cohorts, { classes: ['nonspam', 'spam'], positive: 'nonspam' });
  expect(scoring).toMatchObject({ classes: ['spam', 'nonspam'], given: ['nonspam', 'spam'] });
  expect(judgeQuality(joined, scoring, { ...RULES, atLeast: {} }).cohorts[0]?.metrics).toMatchObject({
    accuracy: { value: 1 },
    roc_auc: { value: 1 },
  });
});
