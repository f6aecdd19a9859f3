import type { Fault } from './fault.js';

/** The role may no longer read the model, nor write to the bucket: what runs goes on, what is replaced never comes up, nothing is captured. */
export const denied: Fault = {
  number: 17,
  name: 'denied',
  trouble: 'errors',
  what: 'the role loses its permissions; an instance that is replaced does not come back, and nothing is captured',
  modes: ['real-time'],
  moves: ['instances', 'requests', 'busy workers', 'requests at once', 'time in the model', 'captured records'],
  strength: {
    fixed: 1,
    source: 'one instance replaced for maintenance, the least that shows it; ours',
    range: [1, 10],
    steps: 'linear',
    text: (instances) => `${Math.round(instances)} instance${Math.round(instances) === 1 ? '' : 's'} replaced, none may load the model`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  strike: (instances) => ({ instancesLost: Math.round(instances), newInstances: 'none', rows: { captured: 0 } }),
};
