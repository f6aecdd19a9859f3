import type { LaterFault } from './fault.js';

const SERVERLESS = 'serverless endpoints are not played yet';
const PIPELINES = 'data pipelines run by slipway run, and are not rehearsed yet';

type Row = readonly [number: number, name: string, trouble: LaterFault['trouble'], what: string];

const rows = (because: string, list: readonly Row[]): LaterFault[] =>
  list.map(([number, name, trouble, what]) => ({ number, name, trouble, what, because }));

/** Faults of the catalogue that cannot run yet, and what each waits for. They never count against a deployment. */
export const LATER_FAULTS: readonly LaterFault[] = [
  ...rows(SERVERLESS, [[4, 'cold-burst', 'time lag', '30 min idle, then 50 requests at once']]),
  ...rows(PIPELINES, [
    [43, 'late-input', 'pipeline', 'input an hour after its time'],
    [44, 'truncated-file', 'pipeline', 'the last object is cut in the middle of a row'],
    [45, 'schema-change', 'pipeline', 'a column renamed, one retyped'],
    [46, 'step-flaky', 'pipeline', 'a step fails twice, then works'],
    [47, 'step-hangs', 'pipeline', 'a step never ends'],
    [48, 'duplicate-event', 'pipeline', 'the trigger twice'],
    [49, 'step-denied', 'pipeline', 'a permission is missing'],
  ]),
];
