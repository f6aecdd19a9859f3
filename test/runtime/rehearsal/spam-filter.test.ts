import { EnvironmentStage } from '../../../constructs/index';
import { environments } from '../../../lib/environments';
import { SpamStack } from '../../../lib/spam-stack';
import { SILENT } from '../../../runtime/host';
import { profileText, readProfile } from '../../../runtime/measuring/profile';
import type { Plan } from '../../../runtime/plan';
import { measureServices } from '../../../runtime/rehearsal/measure-services';
import type { RehearsalOptions } from '../../../runtime/rehearsal/options';
import { rehearse } from '../../../runtime/rehearsal/rehearse';
import type { RehearsalReport } from '../../../runtime/report/rehearsal-report';
import { verdictOf } from '../../../runtime/report/verdict';
import { processes } from '../../_support/processes';
import { planOf, scratch } from '../assembly/apps';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

jest.setTimeout(240_000);

const PROFILE = join(__dirname, 'fixtures', 'spam-filter.profile.json');

/** The spam filter in production, as it is synthesized. */
function production(): Plan {
  return planOf((app) => {
    for (const environment of environments({ staging: '210987654321', prod: '310987654321' }).selected(app)) {
      if (environment.name === 'prod') new SpamStack(new EnvironmentStage(app, environment), 'Spam', environment);
    }
  });
}

const plan = production();
const rehearsed = (options: Partial<RehearsalOptions> = {}): Promise<RehearsalReport> =>
  rehearse(plan, { seed: 1, host: SILENT, profile: readProfile(PROFILE), bands: false, ...options });

describe('the rehearsal of the spam filter', () => {
  let report: RehearsalReport;
  beforeAll(async () => {
    report = await rehearsed();
  });

  test('is passed: every alarm can go off, and whatever harms is told to somebody', () => {
    const { passed, alarms, blindSpots } = verdictOf(report);
    expect({ alarms: alarms.map(({ path, reason }) => [path, reason]), blindSpots: blindSpots.map(({ fault }) => fault) }).toEqual({
      alarms: [],
      blindSpots: [],
    });
    expect(passed).toBe(true);
  });

  test('names the line that declared the deployment for each of its alarms, however deep it lies', () => {
    expect([...new Set(report.alarms.map(({ source }) => source))]).toEqual([expect.stringMatching(/^lib\/spam-stack\.ts:\d+$/)]);
  });

  test('shows at most one false page in a quarter', () => {
    const [{ healthy } = { healthy: null }] = report.deployments;
    expect(healthy).toMatchObject({ days: 90, falsePages: expect.any(Number), falseTickets: expect.any(Number) });
    expect(healthy?.falsePages).toBeLessThanOrEqual(1);
    expect(healthy?.falseTickets).toBeLessThanOrEqual(1);
  });

  test('tells of each fault what it told on the machine that this was recorded on, from the same profile and seed', () => {
    expect(
      report.faults
        .filter(({ status }) => status !== 'not-runnable')
        .map(
          ({ name, status, minutes, harmedBeforeTold, harmed }) =>
            `${name}: ${status}, ${minutes ?? '-'} min, ${harmedBeforeTold} of ${harmed}`,
        ),
    ).toMatchSnapshot();
  });
});

test('two rehearsals with the same profile and seed give the same report byte for byte, and another seed another', async () => {
  const options = { faults: ['error-burst', 'slow-model', 'memory-growth'], healthyDays: 3 };
  const [one, two, other] = [await rehearsed(options), await rehearsed(options), await rehearsed({ ...options, seed: 2 })];
  expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
});

test('a measured profile is read back as it was written, and one of another model is refused', async () => {
  const profile = await measureServices(plan.services, { seed: 1, host: SILENT });
  const [model] = Object.values(profile.models);
  expect(model).toMatchObject({ basis: 'measured', rows: 'samples/traffic.jsonl', output: 'probabilities' });
  expect(model?.millis).toHaveLength(300);
  expect(model?.changedRows.statuses.every((status) => status === 400)).toBe(true);
  const path = join(scratch(), 'profile.json');
  writeFileSync(path, profileText(profile));
  expect(readProfile(path)).toEqual(profile);
  expect(Object.keys(readProfile(PROFILE).models)).toEqual(Object.keys(profile.models));
  await expect(rehearsed({ profile: { version: 1, models: {} } })).rejects.toThrow('the model has changed: measure again');
});

test('a rehearsal that is interrupted ends at once and leaves no process', async () => {
  const controller = new AbortController();
  const host = { say: ({ stage }: { stage: string }): void => void (stage === 'measure' && controller.abort()) };
  await expect(rehearse(plan, { seed: 1, host, signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  expect(processes().filter(({ parent, args }) => parent === process.pid && args.includes('assets/server'))).toEqual([]);
  const later = new AbortController();
  const simulating = { say: ({ stage }: { stage: string }): void => void (stage === 'rehearse' && later.abort()) };
  await expect(rehearsed({ host: simulating, signal: later.signal })).rejects.toMatchObject({ name: 'AbortError' });
});
