import type { RunRecord } from '../../../core/batch/record';
import { RUN_KEYS } from '../../../core/batch/run';
import { MemoryBuckets } from '../../../runtime/pipeline/s3/memory-buckets';
import type { Objects } from '../../../workloads/steps/objects';
import { durationRatio } from '../../../workloads/steps/past-runs';
import { prepare } from '../../../workloads/steps/prepare';
import { publish } from '../../../workloads/steps/publish';
import { StepBench } from './step-bench';

const DURATIONS = `s3://data/out/${RUN_KEYS.durations}`;
const record = (day: number, durationSeconds: number): RunRecord =>
  ({ runId: `202603${String(day).padStart(2, '0')}T040000Z`, durationSeconds }) as RunRecord;
const storeIn = (buckets: MemoryBuckets): Objects => buckets.at('s3://data/out/');

test('a run is compared with the last fourteen by what they are about, and no record is looked for', async () => {
  const all = storeIn(new MemoryBuckets(() => 0));
  const store = {
    read: (key: string) => all.read(key),
    replace: (...given: Parameters<Objects['replace']>) => all.replace(...given),
  } as Objects;
  for (let day = 1; day <= 20; day += 1) await durationRatio(store, record(day, day <= 6 ? 1 : 100));
  // Of those before it the ones from the 7th on are the last fourteen.
  expect(await durationRatio(store, record(21, 300))).toBe(3);
  // One of long ago that is run anew takes nobody's place.
  expect(await durationRatio(store, record(1, 1))).toBe(0.01);
  expect(JSON.parse((await store.read(RUN_KEYS.durations))?.text ?? '')).toHaveLength(15);
});

test('a step that is run again is not compared with itself', async () => {
  const store = storeIn(new MemoryBuckets(() => 0));
  for (const day of [1, 2, 3]) await durationRatio(store, record(day, 10));
  expect(await durationRatio(store, record(4, 40))).toBe(4);
  expect(await durationRatio(store, record(4, 40))).toBe(4);
});

test('two that publish at once lose neither', async () => {
  const buckets = new MemoryBuckets(() => 0);
  let other = false;
  const store = storeIn(buckets);
  const raced = {
    read: (key: string) => store.read(key),
    replace: async (...given: Parameters<Objects['replace']>) => {
      if (!other) {
        other = true;
        buckets.put(DURATIONS, JSON.stringify([{ runId: record(1, 0).runId, seconds: 7 }]));
      }
      return store.replace(...given);
    },
  } as Objects;
  await durationRatio(raced, record(2, 10));
  expect(JSON.parse((await store.read(RUN_KEYS.durations))?.text ?? '')).toEqual([
    { runId: record(1, 0).runId, seconds: 7 },
    { runId: record(2, 0).runId, seconds: 10 },
  ]);
});

test('a backfill is neither compared nor kept', async () => {
  const bench = await StepBench.open();
  try {
    const time = '2026-03-02T04:30:00Z';
    bench.put('in/a.jsonl', '{}\n');
    const run = await prepare({ time, now: time, execution: 'arn:1' }, bench.world(time));
    if (run.status !== 'ready') throw new TypeError(run.because);
    bench.answer(run, { 'a.jsonl': ['{"spam":0.5}'] });
    await publish({ ...run, now: time, execution: 'arn:1', backfill: true }, bench.world(time));
    expect(bench.has(`out/${RUN_KEYS.record(run.runId)}`)).toBe(true);
    expect(bench.has(`out/${RUN_KEYS.durations}`)).toBe(false);
  } finally {
    await bench.close();
  }
});
