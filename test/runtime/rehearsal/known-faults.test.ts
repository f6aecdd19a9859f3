import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileText, readProfile } from '../../../runtime/measuring/profile';
import { measureServices } from '../../../runtime/rehearsal/measure-services';
import { SILENT } from '../../../runtime/host';
import { verdictOf } from '../../../runtime/report/verdict';
import { scratch } from '../assembly/apps';
import { rehearsed, theirs } from './apps';

jest.setTimeout(120_000);

const MODEL = join(__dirname, '..', '..', '..', 'examples', 'spam-filter', 'model');
const SHORT = { faults: ['weekend'], healthyDays: 1 };

/** The spam filter's folder, in which the first fault is one that the model has since been cured of, and the second another one. */
function folder(): string {
  const path = scratch();
  cpSync(MODEL, path, { recursive: true });
  const faults = join(path, 'samples', 'known-faults.jsonl');
  const rows = readFileSync(faults, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  // The model calls both spam.
  const changed = rows.map((row, index) =>
    index === 0 ? { ...row, expected: 'spam', given: 'nonspam' } : index === 1 ? { ...row, given: 'virus' } : row,
  );
  writeFileSync(faults, changed.map((row) => JSON.stringify(row)).join('\n'));
  return path;
}

test('known faults are run again through the model: which are gone, which are there, which are new; golden rows too', async () => {
  const report = await rehearsed(
    theirs(() => undefined, { standIn: folder() }),
    SHORT,
  );
  const [model] = report.models;
  expect(model).toMatchObject({ deployment: 'Theirs/Endpoint', variant: 'Blue', reason: null, goldenRows: 50, goldenDifferent: [] });
  expect(model?.knownFaults.map(({ outcome }) => outcome)).toEqual(['gone', 'otherwise', ...Array.from({ length: 10 }, () => 'there')]);
  expect(model?.knownFaults[0]).toMatchObject({ line: 1, now: 'spam', given: 'nonspam', expected: 'spam' });
  expect(verdictOf(report).models).toEqual([]);
});

test('what was measured is kept with the profile, and is not said of other rows', async () => {
  const path = folder();
  const plan = theirs(() => undefined, { standIn: path });
  const file = join(scratch(), 'profile.json');
  writeFileSync(file, profileText(await measureServices(plan.services, { seed: 1, host: SILENT })));
  const again = await rehearsed(plan, { ...SHORT, profile: readProfile(file) });
  expect(again.models[0]?.knownFaults).toHaveLength(12);
  const profile = readProfile(file);
  const [[key, measured]] = Object.entries(profile.models);
  const { checks, ...older } = measured;
  const old = await rehearsed(plan, { ...SHORT, profile: { version: 1, models: { [key]: older } } });
  expect(old.models[0]).toMatchObject({ reason: 'the profile was measured without them; measure again', knownFaults: [] });
  const other = { ...older, checks: { ...(checks ?? { knownFaults: [], golden: { rows: 0, different: [] } }), digest: 'of other rows' } };
  const stale = await rehearsed(plan, { ...SHORT, profile: { version: 1, models: { [key]: other } } });
  expect(stale.models[0]?.reason).toContain('have changed since the profile was measured');
});

test('a golden row that is answered otherwise decides the exit code, unless it is accepted', async () => {
  const plan = theirs(() => undefined, { standIn: folder() });
  const profile = await measureServices(plan.services, { seed: 1, host: SILENT });
  const changed = Object.fromEntries(
    Object.entries(profile.models).map(([key, model]) => [
      key,
      {
        ...model,
        ...(model.checks && {
          checks: { ...model.checks, golden: { rows: 50, different: [{ line: 3, what: 'label is 1, recorded was 0' }] } },
        }),
      },
    ]),
  );
  const options = { ...SHORT, profile: { version: 1 as const, models: changed } };
  expect(verdictOf(await rehearsed(plan, options))).toMatchObject({ passed: false, models: [{ goldenDifferent: [{ line: 3 }] }] });
  const allow = [{ id: 'golden-rows', reason: 'another engine, looked at' }];
  expect(verdictOf(await rehearsed(plan, { ...options, allow })).passed).toBe(true);
});

test('a stub says nothing of a model, and a deployment without such rows is not spoken of', async () => {
  const report = await rehearsed(
    theirs(() => undefined),
    SHORT,
  );
  expect(report.models).toEqual([]);
});
