import { CONSTANTS } from '../simulation/constants.js';
import type { Fault } from './fault.js';

/** Logs and captured records fill the volume; capture stops before it is full. */
export const diskFull: Fault = {
  number: 12,
  name: 'disk-full',
  trouble: 'too large to run',
  what: 'logs fill the volume; data capture stops, and records are lost',
  modes: ['real-time', 'async'],
  moves: ['disk', 'captured records'],
  strength: {
    fixed: 2,
    source: 'assumed: a debug log of 10 MB/s fills 2 % of a volume of 30 GB in a minute',
    range: [0.1, 20],
    steps: 'ratio',
    text: (percent) => `disk + ${Number(percent.toPrecision(2))} % a minute`,
  },
  lasts: 180,
  visibleTo: 'operator',
  newVersion: 'too',
  strike: (percent) => ({ diskPercentPerMinute: percent, rows: { captured: 0, afterMinutes: FREE_PERCENT / percent } }),
};

/** What is written until capture stops. */
const FREE_PERCENT = CONSTANTS.captureStopsPercent.value - CONSTANTS.diskPercent.value;
