import { SlipwayError } from '../../../core/errors/index';
import { accountError } from '../../../runtime/cloud/account-error';

/** As the SDK throws it. */
function failure(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name }, more);
}

test.each([
  ['RequestExpired', 'Request has expired', 'account-credentials'],
  ['TokenProviderError', 'Token is expired', 'account-credentials'],
  ['UnrecognizedClientException', 'The security token included in the request is invalid', 'account-credentials'],
  ['UnauthorizedOperation', 'You are not authorized', 'account-denied'],
  ['ThrottlingException', 'Rate exceeded', 'account-throttled'],
  ['InvalidParameterValue', 'The parameter StartTime must be less than the parameter EndTime.', 'account-refused'],
])('%s is %s', (name, message, code) => {
  const found = accountError(failure(name, message), 'GetMetricData', 'eu-west-1');
  expect(found).toBeInstanceOf(SlipwayError);
  expect(found).toMatchObject({ code, message: expect.stringContaining(message) as string });
});

test('a region that is none is named by the host that nobody knows', () => {
  const said = failure('Error', 'getaddrinfo ENOTFOUND monitoring.eu-wst-1.amazonaws.com', { code: 'ENOTFOUND' });
  expect(accountError(said, 'GetMetricData', 'eu-wst-1')).toMatchObject({
    code: 'account-region',
    message: 'there is no CloudWatch at monitoring.eu-wst-1.amazonaws.com; give a region of AWS with --region',
  });
});

test('what its caller interrupted is no error of the account', () => {
  const aborted = failure('AbortError', 'Request aborted');
  expect(accountError(aborted, 'GetMetricData', 'eu-west-1')).toBe(aborted);
});
