/** How sure one wants to be. */
const CONFIDENCE = 0.95;

/**
 * The fewest requests among which a fault shows itself: the least n with P(X >= failures) >= 95 %, X binomial with n and the share of the
 * requests that the fault hits.
 *
 * @param failures how many have to be seen, 1 or more
 * @param share of the requests that fail, above 0 and at most 1
 */
export function requestsToShow(failures: number, share: number): number {
  let requests = failures;
  while (fewerThan(failures, requests, share) > 1 - CONFIDENCE) requests += 1;
  return requests;
}

/** P(X < failures) for X binomial. */
function fewerThan(failures: number, requests: number, share: number): number {
  let term = (1 - share) ** requests;
  let sum = 0;
  for (let hit = 0; hit < failures; hit += 1) {
    sum += term;
    term *= ((requests - hit) / (hit + 1)) * (share / (1 - share));
  }
  return sum;
}
