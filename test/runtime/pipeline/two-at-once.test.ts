import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Overlap, SqlStep } from '../../../constructs/index';
import { SimulatedClock } from '../../../runtime/pipeline/clock';
import type { PipelineRun } from '../../../runtime/pipeline/local/run-pipeline';
import { START, Workshop, mailsIn } from './steps/run-here';

let shop: Workshop;
beforeEach(() => {
  shop = new Workshop();
  shop.rows('mail/day.jsonl', [
    { id: 1, words: 10 },
    { id: 2, words: 250 },
  ]);
});
afterEach(() => shop.close());

/** Two triggers at the same moment; what happened to the steps of which run, in order. */
async function twoAtOnce(
  overlap: Overlap | undefined,
  ids: readonly [string?, string?] = [],
): Promise<{ readonly runs: readonly PipelineRun[]; readonly told: readonly string[] }> {
  const directory = shop.synthesize(
    (stack) => {
      const short = new SqlStep('Short', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT id FROM mail WHERE words < 100' });
      return [new SqlStep('Count', { inputs: { short: short.output }, sql: 'SELECT count(*) AS n FROM short' })];
    },
    overlap === undefined ? {} : { overlap },
  );
  const clock = new SimulatedClock(START);
  const told: string[] = [];
  const runs = await Promise.all(
    ['one', 'two'].map(async (name, at) => {
      const id = ids[at];
      return shop.run(directory, {
        name,
        clock,
        ...(id === undefined ? {} : { id }),
        step: (step, what) => told.push(`${name}: ${step} ${what}`),
      });
    }),
  );
  return { runs, told };
}

const steps = ({ steps: all }: PipelineRun): readonly string[] => all.map(({ status }) => status);
const DONE = ['done', 'done'];
const NOT_BEGUN = ['not begun', 'not begun'];
/** The run of each thing that happened. */
const whose = (told: readonly string[]): string => told.map((text) => text.slice(0, 3)).join(' ');

test('two runs go on side by side where they may', async () => {
  const { runs } = await twoAtOnce(undefined);
  expect(runs.map(steps)).toEqual([DONE, DONE]);
});

test('where runs come one at a time, two that are started at once follow each other', async () => {
  const { runs, told } = await twoAtOnce(Overlap.WAIT);
  expect(runs.map(steps)).toEqual([DONE, DONE]);
  expect(['one one one one two two two two', 'two two two two one one one one']).toContain(whose(told));
});

/** A pipeline whose turn another run has, which another process is at. */
async function whileBusy(overlap: Overlap, clock: SimulatedClock): Promise<PipelineRun> {
  const directory = shop.synthesize((stack) => [new SqlStep('Short', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT id FROM mail' })], {
    overlap,
  });
  const runs = join(shop.folder, 'runs');
  mkdirSync(join(runs, 'busy'), { recursive: true });
  writeFileSync(join(runs, 'busy', 'begun.json'), JSON.stringify({ version: 1, time: '2026-03-01T04:00:00Z', process: process.ppid }));
  writeFileSync(
    join(runs, '.turn.json'),
    JSON.stringify({ version: 1, execution: 'arn:aws:states:eu-central-1:111111111111:execution:daily:busy' }),
  );
  return shop.run(directory, { clock });
}

test('a run that waits for another one looks every minute', async () => {
  const sleeps: number[] = [];
  class WatchedClock extends SimulatedClock {
    override async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
      sleeps.push(time - START);
      // The other run ends while this one waits for the second time.
      if (sleeps.length === 2) writeFileSync(join(shop.folder, 'runs', 'busy', 'record.json'), '{}');
      return super.sleepUntil(time, signal);
    }
  }
  const run = await whileBusy(Overlap.WAIT, new WatchedClock(START));
  expect([run.status, run.steps[0]?.status, run.seconds]).toEqual(['succeeded', 'done', 120]);
  expect(sleeps).toEqual([60_000, 120_000]);
});

test('where a run is to leave off that finds another one, it ends well and does nothing', async () => {
  const run = await whileBusy(Overlap.SKIP, new SimulatedClock(START));
  expect([run.status, run.steps[0]?.status, run.because]).toEqual(['succeeded', 'not begun', 'another run was going on']);
});

test('an event that is delivered twice is run once, also when the second delivery comes late', async () => {
  const { runs, told } = await twoAtOnce(undefined, ['2026-03-01T04:00:00Z', '2026-03-01T04:00:00Z']);
  expect(new Set(runs.map(steps))).toEqual(new Set([DONE, NOT_BEGUN]));
  expect(runs.map(({ because }) => because)).toContain('another run has taken 2026-03-01T04-00-00Z');
  expect(told).toHaveLength(4);
});

test('two events are two runs', async () => {
  const { runs } = await twoAtOnce(undefined, ['a', 'b']);
  expect(runs.map(steps)).toEqual([DONE, DONE]);
});

test('what a run held that failed, or was killed, is taken over', async () => {
  const bad = shop.synthesize(
    (stack) => [new SqlStep('Short', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT 1 / (id - id) AS x FROM mail' })],
    { overlap: Overlap.SKIP },
  );
  expect((await shop.run(bad, { name: 'bad', id: 'event' })).status).toBe('failed');
  const good = shop.synthesize((stack) => [new SqlStep('Short', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT id FROM mail' })], {
    overlap: Overlap.SKIP,
  });
  expect((await shop.run(good, { name: 'good', id: 'event' })).steps).toMatchObject([{ status: 'done' }]);
  // A process that is no more: this one cannot have the number 2^22 + 1, the most that Linux gives out.
  const killed = join(shop.folder, 'runs', 'killed');
  mkdirSync(killed);
  writeFileSync(join(killed, 'begun.json'), JSON.stringify({ version: 1, time: '2026-03-01T04:00:00Z', process: 2 ** 22 + 1 }));
  const turn = join(shop.folder, 'runs', '.turn.json');
  expect(existsSync(turn)).toBe(true);
  const { execution } = JSON.parse(readFileSync(turn, 'utf8')) as { execution: string };
  writeFileSync(turn, JSON.stringify({ version: 1, execution: execution.replace(/[^:]+$/, 'killed') }));
  expect((await shop.run(good, { name: 'after' })).steps).toMatchObject([{ status: 'done' }]);
});

test('a run that is going on cannot be begun again under its name', async () => {
  const directory = shop.synthesize((stack) => [new SqlStep('Short', { inputs: { mail: mailsIn(stack) }, sql: 'SELECT id FROM mail' })]);
  const first = shop.run(directory, { name: 'same' });
  await expect(shop.run(directory, { name: 'same' })).rejects.toMatchObject({
    code: 'run-exists',
    message: expect.stringContaining("the run 'same' is going on in"),
  });
  expect((await first).status).toBe('succeeded');
});
