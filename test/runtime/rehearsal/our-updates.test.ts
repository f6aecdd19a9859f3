import { Duration, Stack } from 'aws-cdk-lib';
import { join } from 'node:path';
import { Capacity, Hosting, InstanceType, Model, ModelDeployment, Release, Traffic } from '../../../constructs/index';
import { readProfile } from '../../../runtime/measuring/profile';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { verdictOf } from '../../../runtime/report/verdict';
import { planOf } from '../assembly/apps';
import { faultIn, rehearsed, updateIn } from './apps';

jest.setTimeout(240_000);

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const PROFILE = readProfile(join(__dirname, 'fixtures', 'spam-filter.profile.json'));
const UPDATES = ['model-does-not-load', 'slow-start', 'bad-candidate', 'silent-rollback', 'slow-model', 'timeout-60s', 'contract-change'];

/** Our own deployment, with nothing said but how it is released. */
function released(release: Release | undefined, instances: number, perMinute: number): Promise<RehearsalReport> {
  const plan = planOf((app) => {
    new ModelDeployment(new Stack(app, 'Mail'), 'Filter', {
      model: Model.fromDirectory(MODEL),
      hosting: Hosting.realtime({
        instanceType: InstanceType.M5_LARGE,
        capacity: Capacity.fixed(instances),
        latency: Duration.millis(100),
        traffic: Traffic.promised({ perMinute, quietestPerMinute: Math.min(60, perMinute) }),
      }),
      ...(release === undefined ? {} : { release }),
    });
  });
  return rehearsed(plan, { profile: PROFILE, faults: UPDATES, healthyDays: 1 });
}

const TEN = Duration.minutes(10);

test.each<[what: string, release: Release | undefined, instances: number, perMinute: number]>([
  ['by default', undefined, 1, 600],
  ['all at once', Release.allAtOnce(TEN), 2, 60],
  ['as a canary', Release.canary(10, TEN), 10, 600],
  ['in linear steps', Release.linear(25, TEN), 4, 600],
  ['in rolling batches', Release.rolling(50, TEN), 2, 600],
])(
  'what we deploy %s holds good versions, turns bad ones back within the bake, and tells of it',
  async (_, release, instances, perMinute) => {
    const report = await released(release, instances, perMinute);
    expect(report.updates.filter(({ counts }) => counts).map(({ version, outcome, reason }) => [version, outcome, reason])).toEqual([
      ['good', 'completed', null],
      ['mending', 'completed', null],
    ]);
    for (const version of ['model-does-not-load', 'bad-candidate', 'timeout-60s', 'contract-change']) {
      expect([version, updateIn(report, version).outcome, updateIn(report, version).stoppedBy.length > 0]).toEqual([
        version,
        'rolled back',
        true,
      ]);
      // While its first bake lasts.
      expect((updateIn(report, version).turnedAfter ?? 0) - (updateIn(report, version).servedAfter ?? 0)).toBeLessThanOrEqual(10);
    }
    // Its golden rows keep it from coming up: our server answers /ping with 503 until they are right.
    expect(updateIn(report, 'wrong-answers')).toMatchObject({ outcome: 'rolled back', servedAfter: null, failed: 0 });
    for (const fault of ['slow-start', 'silent-rollback'])
      expect(faultIn(report, fault)).toMatchObject({ status: 'seen', seenBy: ['rule RollbackNotice'], minutes: 0 });
    const stopping = report.alarms.filter(({ stopsUpdates }) => stopsUpdates);
    expect(stopping.map(({ verdict }) => verdict)).toEqual(['fires', 'fires', 'fires']);
    const { passed, alarms, blindSpots, updates } = verdictOf(report);
    expect({ passed, alarms: alarms.map(({ path }) => path), blindSpots, updates }).toEqual({
      passed: true,
      alarms: [],
      blindSpots: [],
      updates: [],
    });
  },
);

test('an update in twenty rolling batches is over before its timeout, though each batch starts after the one before', async () => {
  const report = await released(Release.rolling(5, TEN), 20, 600);
  // Twenty times six minutes to start (a constant of the simulation) and ten of bake.
  expect(updateIn(report, 'good')).toMatchObject({ outcome: 'completed', minutes: 20 * 16, reason: null });
});

test('where nothing guards an update by choice a bad version stays, and the alarms of every day tell of it', async () => {
  const report = await released(Release.none('a demonstration'), 2, 600);
  expect(updateIn(report, 'bad-candidate')).toMatchObject({ outcome: 'completed', asItShould: false, reason: 'no alarm can stop it' });
  expect(faultIn(report, 'bad-candidate').status).toBe('seen');
  expect(faultIn(report, 'silent-rollback').status).toBe('not-runnable');
});
