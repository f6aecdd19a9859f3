import type { LaterFault } from './fault.js';

/** Faults of the catalogue that cannot run yet, and what each waits for. They never count against a deployment. */
export const LATER_FAULTS: readonly LaterFault[] = [
  {
    number: 4,
    name: 'cold-burst',
    trouble: 'time lag',
    what: '30 min idle, then 50 requests at once',
    modes: ['serverless'],
    because: 'serverless endpoints are not played yet',
  },
];
