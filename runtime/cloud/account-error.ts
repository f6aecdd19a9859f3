import { SlipwayError } from '../../core/errors/index.js';
import { plural } from '../report/words.js';
import { CLOUDWATCH, type AwsService } from './aws-service.js';

/** What went wrong with one call, in terms of what its caller can do. The names are those that AWS answers with, and those of its SDK. */
const KINDS: readonly (readonly [names: RegExp, explain: (call: Call) => SlipwayError])[] = [
  [
    /^(ExpiredToken|RequestExpired|TokenRefreshRequired|SSOTokenProviderFailure)/,
    ({ said, cause }) =>
      problem('account-credentials', `the credentials are expired; log in again (aws sso login, or new keys): ${said}`, cause),
  ],
  [
    /^(CredentialsProviderError|TokenProviderError|MissingAuthenticationToken)/,
    ({ said, cause }) =>
      problem('account-credentials', `there are no credentials for an account; log in, or name a profile in AWS_PROFILE: ${said}`, cause),
  ],
  [
    /^(UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|NotAuthorized$)/,
    ({ region, said, cause }) =>
      problem(
        'account-credentials',
        `the credentials are not taken in ${region}: they are wrong, or the account has not opted in to that region; check the profile and --region: ${said}`,
        cause,
      ),
  ],
  [
    /^(AccessDenied|UnauthorizedOperation|AuthorizationError|OptInRequired)/,
    ({ service, action, region, said, cause }) =>
      problem(
        'account-denied',
        `the credentials do not allow ${service.prefix}:${action} in ${region}; allow it${service === CLOUDWATCH ? " on resource '*'" : ''}: ${said}`,
        cause,
      ),
  ],
  [
    /^(Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|RequestThrottled)/,
    ({ service, action, region, attempts, said, cause }) =>
      problem(
        'account-throttled',
        `${service.name} in ${region} was asked for ${action} ${plural(attempts, 'time')} and held back each time; try again later, or ask for less at once: ${said}`,
        cause,
      ),
  ],
];

interface Call {
  readonly service: AwsService;
  /** `GetMetricData`. */
  readonly action: string;
  readonly region: string;
  readonly attempts: number;
  /** AWS's own words. */
  readonly said: string;
  readonly cause: unknown;
}

/** Of a failed call; what its caller interrupted stays as it is. */
export function accountError(failure: unknown, action: string, region: string | undefined, service: AwsService = CLOUDWATCH): unknown {
  if (!(failure instanceof Error) || failure.name === 'AbortError' || failure instanceof SlipwayError) return failure;
  const { $metadata } = failure as { $metadata?: { attempts?: number } };
  const call: Call = {
    service,
    action,
    region: region ?? 'the region of the environment',
    attempts: $metadata?.attempts ?? 1,
    said: failure.message === '' ? failure.name : failure.message,
    cause: failure,
  };
  const known = KINDS.find(([names]) => names.test(failure.name));
  if (known !== undefined) return known[1](call);
  if (/region is missing/i.test(failure.message)) {
    return problem('account-region', 'no region is given; give one with --region, or set AWS_REGION', failure);
  }
  if (codeOf(failure) === 'ENOTFOUND') {
    return problem(
      'account-region',
      `there is no ${service.name} at ${call.said.replace(/^.*ENOTFOUND /, '')}; give a region of AWS with --region`,
      failure,
    );
  }
  return problem('account-refused', `${action} in ${call.region} failed: ${call.said}`, failure);
}

function codeOf(failure: Error): unknown {
  return (failure as { code?: unknown }).code;
}

function problem(code: ConstructorParameters<typeof SlipwayError>[0], message: string, cause: unknown): SlipwayError {
  return new SlipwayError(code, message, {}, { cause });
}
