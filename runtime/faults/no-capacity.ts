import type { Fault } from './fault.js';

/** Traffic that the fleet answers by growing; stated, so that the fault meets a fleet that wants to. */
const TRAFFIC = 10;
/** From here on it counts as refused. */
const NEVER_MINUTES = 60;

/** More instances are wanted and do not come: the type is short in this region. */
export const noCapacity: Fault = {
  number: 6,
  name: 'no-capacity',
  trouble: 'time lag',
  what: `traffic x ${TRAFFIC} wants more instances, and they come late or not at all`,
  modes: ['real-time'],
  moves: ['requests', 'time in the model', 'requests at once', 'busy workers', 'failed requests'],
  strength: {
    fixed: 10,
    source: 'catalogue of faults: scale-out 10 min late, or refused',
    range: [1, NEVER_MINUTES],
    steps: 'linear',
    text: (minutes) =>
      minutes >= NEVER_MINUTES
        ? `traffic x ${TRAFFIC}, no new instance comes`
        : `traffic x ${TRAFFIC}, new instances come ${Math.round(minutes)} min late`,
  },
  lasts: 'until told',
  visibleTo: 'operator',
  applies: ({ scales }) => (scales ? null : 'its capacity is fixed: nothing scales out'),
  strike: (minutes) => ({ traffic: TRAFFIC, newInstances: minutes >= NEVER_MINUTES ? 'none' : { lateMinutes: Math.round(minutes) } }),
};
