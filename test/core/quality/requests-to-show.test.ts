import { requestsToShow } from '../../../core/quality/requests-to-show';

// scipy 1.17: the least n with binom.sf(2, n, p) >= 0.95.
test.each([
  [0.05, 124],
  [0.02, 313],
  [0.01, 628],
])('three failures of a fault that hits %p of the requests need %i of them', (share, requests) => {
  expect(requestsToShow(3, share)).toBe(requests);
});

test('a fault that hits every request needs as many as are to be seen', () => {
  expect(requestsToShow(3, 1)).toBe(3);
});
