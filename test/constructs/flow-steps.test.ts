import { Duration } from 'aws-cdk-lib';
import { BranchStep, Check, EitherStep, SqlStep, WaitStep } from '../../constructs/index';
import { stackOf } from './apps';
import { flightsIn } from './flights';

test('what types cannot see is said when it is made', () => {
  const rows = flightsIn(stackOf('Flights'));
  const other = new SqlStep('Other', { inputs: { flights: rows }, sql: 'SELECT delay AS origin FROM flights' });
  expect(() => new EitherStep('Either', { rows: [rows, other.output] })).toThrow(
    "step 'Either' takes rows of different columns, date timestamp(3), delay bigint, origin varchar and origin bigint; give rows whose columns",
  );
  expect(() => new EitherStep('Either', { rows: [rows] })).toThrow("step 'Either' has 1 kinds of rows to take from; give two or more");
  expect(() => new BranchStep('Branch', { rows, checks: [Check.complete('gate')] })).toThrow("there is no column 'gate'");
  expect(() => new WaitStep('Wait', { rows, duration: Duration.days(400) })).toThrow("step 'Wait' waits 400 days; give a second to a year");
  expect(() => other.retry({ attempts: -1, backoffRate: 0.5 })).toThrow('-1 attempts are not accepted');
});
