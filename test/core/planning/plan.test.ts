import { instanceFacts, type InstanceFacts } from '../../../core/limits/index';
import { planHosting } from '../../../core/planning/plan';
import type { Planning } from '../../../core/planning/options';
import type { Option } from '../../../core/planning/workload';

const MIB = 2 ** 20;
const DAY = 86_400_000;
const TYPES = ['ml.m5.large', 'ml.m5.xlarge', 'ml.c5.large'].map((name) => instanceFacts(name)).filter((facts) => facts !== undefined);

/** A model that answers in 50 ms, loads in a second and holds 500 MiB. */
function planned(rest: Partial<Planning> = {}, types: readonly InstanceFacts[] = TYPES): ReturnType<typeof planHosting> {
  const model = { millis: [50], loadMillis: 1000, peakMemoryMiB: 500, bytes: 10 * MIB, bodyBytes: 500, ...rest.model };
  const workload = { latencyMillis: 500, perMinute: 600, ...rest.workload };
  return planHosting({ factors: {}, ...rest, model, workload }, types);
}

function find({ options }: { readonly options: readonly Option[] }, mode: Option['mode'], size: string): Option {
  const found = options.find((option) => option.mode === mode && option.size === size);
  if (found === undefined) throw new Error(`no ${mode} ${size}`);
  return found;
}

function why(option: Option): string {
  return option.obstacles.map(({ kind, text }) => `${kind}: ${text}`).join('\n');
}

test('as many instances as keep to the promise at the busiest, each busy for seven tenths at most', () => {
  // 600 a minute of 50 ms keep half an instance busy; 2400 keep two, and three are 0.67 each.
  expect(find(planned(), 'real-time', 'ml.m5.large')).toMatchObject({ fits: true, count: 1 });
  expect(find(planned({ workload: { perMinute: 600, peakPerMinute: 2400 } }), 'real-time', 'ml.m5.large').count).toBe(3);
  // A promise that leaves little room for waiting takes more of them.
  expect(find(planned({ workload: { perMinute: 2400, latencyMillis: 80 } }), 'real-time', 'ml.m5.large').count).toBeGreaterThan(3);
});

test('a type that is slower by a stated factor needs more, or does not fit', () => {
  const factors = { 'ml.m5.large': 3, 'ml.c5.large': 12 };
  // 150 ms each: six are busy for a quarter of their time, and ninety-nine of a hundred wait 100 ln(25) = 322 ms at most; five would be 364.
  expect(find(planned({ factors }), 'real-time', 'ml.m5.large')).toMatchObject({ count: 6, expectedMillis: 472 });
  const slow = find(planned({ factors }), 'real-time', 'ml.c5.large');
  expect([slow.fits, why(slow)]).toEqual([false, 'timeout: ninety-nine of a hundred answers take 600 ms, and 500 ms are promised']);
});

test('memory is held against the measured peak with its margin', () => {
  const model = { millis: [50], loadMillis: 1000, peakMemoryMiB: 3500 };
  const plan = planned({ model });
  expect(why(find(plan, 'real-time', 'ml.c5.large'))).toBe(
    'memory: the model needs 4.4 GiB, its measured peak of 3.4 GiB x 1.3, and ml.c5.large has 4 GiB of memory',
  );
  expect(find(plan, 'real-time', 'ml.m5.large').fits).toBe(true);
  expect(['1024 MB', '4096 MB', '5120 MB'].map((size) => find(plan, 'serverless', size).fits)).toEqual([false, false, true]);
});

test('serverless does not fit where too many requests meet a cold start that breaks the promise', () => {
  // At 0.5 a minute 8 % come after five idle minutes, at 2 a minute 0.005 %.
  const cold = find(planned({ workload: { quietestPerMinute: 0.5 } }), 'serverless', '1024 MB');
  expect(why(cold)).toMatch(
    /^start: the first request after 5 idle minutes takes 3050 ms \(assumed\), which at the quietest is 8\.2 % of them/,
  );
  const warm = find(planned({ workload: { quietestPerMinute: 2 } }), 'serverless', '1024 MB');
  expect([warm.fits, warm.notes.join()]).toEqual([true, expect.stringContaining('0.0045 % of them')]);
  const busy = find(planned({ workload: { quietestPerMinute: 20 } }), 'serverless', '1024 MB');
  expect(busy.notes.join()).toContain('at the quietest that is less than 0.0001 % of them');
});

test('serverless does not fit where more requests come together than an endpoint takes', () => {
  const busy = planned({ workload: { perMinute: 60_000, latencyMillis: 500 }, model: { millis: [400], loadMillis: 1 } });
  expect(why(find(busy, 'serverless', '6144 MB'))).toMatch(/requests at once are needed, and an endpoint takes 200/);
});

test('bodies and answers that a mode does not take are said by mode', () => {
  const large = planned({ model: { millis: [50], loadMillis: 1, bodyBytes: 5 * MIB } });
  expect(why(find(large, 'serverless', '2048 MB'))).toContain(
    'payload: a body has 5 MiB, and serverless hosting on 2048 MB of serverless memory takes 4 MiB',
  );
  expect(find(large, 'real-time', 'ml.m5.large').fits).toBe(true);
  const slow = planned({
    model: { millis: [90_000], loadMillis: 1 },
    workload: { latencyMillis: 100_000, completedMillis: 600_000, perMinute: 0.1 },
  });
  expect(why(find(slow, 'real-time', 'ml.m5.large'))).toContain('gives up after 1 min');
  expect(find(slow, 'async', 'ml.m5.large').fits).toBe(true);
});

test('a batch runs on as many instances as finish before the next, and costs its hours', () => {
  const prices = { currency: 'EUR', instances: { 'ml.m5.large': { batch: 2 } } };
  // Twelve million rows of 50 ms are 167 hours, and six minutes to start.
  const plan = planned({ prices, workload: { latencyMillis: undefined, refreshedMillis: DAY, rows: 12_000_000 } });
  const option = find(plan, 'batch', 'ml.m5.large');
  expect(option.count).toBe(7);
  // Seven instances, 23.9 hours a run, 30.4 runs a month, at 2 an hour.
  expect(option.monthly).toBeCloseTo(7 * (600_000 / 7 / 3600 + 0.1) * 30.4167 * 2, -1);
});

test('costs are those of the price file, and none is made up', () => {
  const prices = { currency: 'USD', instances: { 'ml.m5.large': { hosting: 0.1 } }, serverless: { gbSecond: 0.00002, gbProcessed: 0.01 } };
  const plan = planned({ prices });
  expect(find(plan, 'real-time', 'ml.m5.large').monthly).toBe(73);
  expect(find(plan, 'real-time', 'ml.c5.large').monthly).toBeNull();
  // 600 x 60 x 730 requests of 0.05 s in 2 GB, and 500 bytes of each.
  expect(find(plan, 'serverless', '2048 MB').monthly).toBeCloseTo(26_280_000 * (0.05 * 2 * 0.00002 + (500 / 1e9) * 0.01), 1);
  expect(planned().options.every(({ monthly }) => monthly === null)).toBe(true);
});

test('what fits comes first, the cheaper before the dearer, then the smaller before the larger', () => {
  const prices = { currency: 'USD', instances: { 'ml.m5.xlarge': { hosting: 0.2 }, 'ml.m5.large': { hosting: 0.3 } } };
  const sizes = planned({ prices, workload: { perMinute: 60 } })
    .options.filter(({ mode }) => mode === 'real-time')
    .map(({ size }) => size);
  expect(sizes).toEqual(['ml.m5.xlarge', 'ml.m5.large', 'ml.c5.large']);
});

test('a mode whose promise is not given is not looked at, and it is said what to give', () => {
  expect(planned().unplanned).toEqual([
    { mode: 'async', because: 'answers come through S3: give --completed and --traffic' },
    { mode: 'batch', because: 'predictions are made ahead: give --refreshed and --rows' },
  ]);
  expect(planned({ workload: { latencyMillis: undefined } }).options).toEqual([]);
});
