import { matrixColumns } from '../../../runtime/report/matrix-columns';
import { fault, latencyAlarm } from '../../_support/reports';

const alarm = (name: string) => latencyAlarm({ name, path: `dev/Spam/Filter/${name}` });
const cell = (name: string, minutes: number) => ({ alarm: name, minutes, delivers: true, severity: 'page' as const });

test('columns follow the faults, rules too: what the first sets off comes first, the soonest of it in front; what none sets off is no column', () => {
  const alarms = ['Never', 'Last', 'Page', 'Errors'].map(alarm);
  const faults = [
    fault({ name: 'harmless', matrix: [] }),
    fault({ name: 'error-burst', matrix: [cell('Page', 7), cell('Errors', 6)] }),
    fault({ name: 'silent-rollback', matrix: [cell('rule Notice', 0)] }),
    fault({ name: 'disk-full', matrix: [cell('Last', 34), cell('Page', 34)] }),
  ];
  const { columns, quiet } = matrixColumns(faults, alarms);
  expect(columns.map(({ name }) => name)).toEqual(['Errors', 'Page', 'rule Notice', 'Last']);
  expect(columns.filter(({ alarm }) => alarm === undefined).map(({ name }) => name)).toEqual(['rule Notice']);
  expect(quiet.map(({ name }) => name)).toEqual(['Never']);
});
