import { Duration } from 'aws-cdk-lib';
import type { Traffic } from '../hosting/traffic.js';

const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 86_400;
const MINUTE_SECONDS = 60;
/** With random arrivals, e^-14 of such windows are empty by chance: less than one in a million. */
const EXPECTED_REQUESTS = 14;

/** Silence that is no chance: at least 15 minutes, and long enough for 14 requests to be expected in the quietest hour. */
export function silenceFor({ quietestPerMinute }: Traffic): Duration {
  const seconds = Math.ceil(EXPECTED_REQUESTS / quietestPerMinute) * MINUTE_SECONDS;
  return Duration.seconds(Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds)));
}
