import type { LaterFault } from './fault.js';

const SERVERLESS = 'serverless endpoints are not played yet';

type Row = readonly [number: number, name: string, trouble: LaterFault['trouble'], what: string];

const rows = (because: string, list: readonly Row[]): LaterFault[] =>
  list.map(([number, name, trouble, what]) => ({ number, name, trouble, what, because }));

/** Faults of the catalogue that cannot run yet, and what each waits for. They never count against a deployment. */
export const LATER_FAULTS: readonly LaterFault[] = [
  ...rows(SERVERLESS, [[4, 'cold-burst', 'time lag', '30 min idle, then 50 requests at once']]),
];
