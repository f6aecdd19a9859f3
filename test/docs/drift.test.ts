import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MonitorCheck } from '../../constructs/index';
import { MONITOR_METRICS } from '../../core/metrics/index';
import { VERDICT_LIMITS } from '../../core/drift/verdict/limits';
import { driftRows, faultNames } from '../../scripts/drift-table';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'drift.md'), 'utf8');

test('the page lists every fault that is measured, in order', () => {
  const listed = [...PAGE.matchAll(/^\| (.+?) \| \d+ % \|/gm)].map(([, what]) => what);
  expect(listed).toEqual(faultNames());
});

test('rows of the page are what the code measures: of those that are quick, one for each statistic and one for none', () => {
  const quick = ['5 % of the values become 0', '5 % of the values are missing', 'every answer is the same', 'two like columns are swapped'];
  const rows = driftRows((what) => quick.includes(what));
  expect(rows).toHaveLength(quick.length);
  for (const row of rows) expect(PAGE).toContain(row);
}, 120_000);

test('the page says by what the verdict goes', () => {
  const { psiFloor, psiFloorWithoutWindows, aboveWorst, healthyWindows, rowsToTell, rowsToTrust, shareFloor, chancePsi } = VERDICT_LIMITS;
  expect(PAGE).toContain(`PSI over the baseline's bins is above ${psiFloorWithoutWindows}.`);
  expect(PAGE).toContain(`the first ${healthyWindows} healthy days`);
  expect(PAGE).toContain(`max(${psiFloor}, ${aboveWorst} × the worst of them)`);
  expect(PAGE).toContain(`fewer than ${rowsToTell} rows`);
  expect(PAGE).toContain(`From ${rowsToTell} to ${rowsToTrust - 1}`);
  expect(PAGE).toContain(`changed by more than ${shareFloor * 100} points`);
  expect(PAGE).toContain(`a PSI of less than ${chancePsi}`);
});

test('the page lists every metric of the monitor by its reading, and every alarm by who is told', () => {
  const row = (name: string): string[] => {
    const [, cells = ''] = new RegExp(`^\\| ${name} \\| (\`.*\`) \\|$`, 'm').exec(PAGE) ?? [];
    return [...cells.matchAll(/`(\w+)`/g)].map(([, each = '']) => each);
  };
  for (const cadence of ['integrity', 'distribution', 'quality'])
    expect([cadence, row(cadence)]).toEqual([
      cadence,
      MONITOR_METRICS.filter((metric) => metric.cadence === cadence).map(({ name }) => name),
    ]);
  const alarms = (pages: boolean): string[] =>
    MonitorCheck.all()
      .filter((check) => check.pages === pages)
      .map(({ name }) => name);
  expect([row('page'), row('ticket')]).toEqual([alarms(true), alarms(false)]);
});
