import type { Fault } from './fault.js';

/** Two days of the traffic of the quietest hour. */
const WEEKEND_MINUTES = 2880;

/** The week has a weekend: fewer call, as was promised. */
export const weekend: Fault = {
  number: 31,
  name: 'weekend',
  trouble: 'quiet test',
  what: 'traffic falls to its promised quietest for two days; nothing is wrong',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['requests'],
  strength: {
    fixed: 1,
    source: 'the declared traffic: usual and quietest',
    range: [0.5, 1],
    steps: 'linear',
    text: () => 'two days at the promised quietest traffic',
  },
  lasts: WEEKEND_MINUTES,
  visibleTo: 'operator',
  quiet: true,
  strike: (_, { requestsPerMinute, quietestPerMinute }) => ({ traffic: quietestPerMinute / requestsPerMinute }),
};
