import type { Fault } from './fault.js';
import { percentText } from './texts.js';

/** Nobody calls: the callers are gone, or cannot reach the endpoint. */
export const noTraffic: Fault = {
  number: 21,
  name: 'no-traffic',
  trouble: 'lack of metrics',
  what: 'the callers are gone; an idle endpoint looks exactly like a healthy one',
  modes: ['real-time', 'serverless', 'async'],
  moves: ['requests', 'time in the model', 'time in transport', 'requests at once', 'busy workers', 'refused requests', 'failed requests'],
  strength: {
    fixed: 1,
    source: 'catalogue of faults: all callers gone',
    range: [0.5, 1],
    steps: 'linear',
    text: (share) => `${percentText(share)} of the traffic is gone`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (share) => ({ traffic: 1 - share }),
};
