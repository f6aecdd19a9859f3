// What CloudWatch itself answered, recorded by localstack's tests on AWS: localstack/localstack at 8b9a79f05, Apache-2.0,
// tests/aws/services/cloudwatch/test_cloudwatch.snapshot.json and test_cloudwatch_metrics.snapshot.json. The inputs are in the tests beside them.
import { NO_USE } from './cloudwatch/no-use';
import { readRecordings, type Recording } from './cloudwatch/recordings';
import { USES } from './cloudwatch/uses';

const recordings = readRecordings();

if (recordings === undefined) {
  // eslint-disable-next-line jest/no-disabled-tests -- they are data of others that lie beside the checkout
  test.skip('skipped: recorded answers of CloudWatch; set SLIPWAY_JUDGES to the folder that holds them', () => undefined);
} else {
  const isUsed = ({ name, test: of }: Recording): boolean => of in USES && !(name in NO_USE);

  test('every recording judges us, or it is said why it cannot', () => {
    const unexplained = recordings.filter((recording) => !isUsed(recording) && !(recording.test in NO_USE) && !(recording.name in NO_USE));
    const known = new Set(recordings.flatMap(({ name, test: of }) => [name, of]));
    expect(unexplained.map(({ name }) => name)).toEqual([]);
    expect([...Object.keys(USES), ...Object.keys(NO_USE)].filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(recordings.filter(isUsed).map((recording) => [recording.name, recording] as const))(
    'CloudWatch answered %s as we do',
    (_name, recording) => {
      expect.hasAssertions();
      USES[recording.test]?.(recording);
    },
  );
}
