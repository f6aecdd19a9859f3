import type { LaterFault } from './fault.js';

const SERVERLESS = 'serverless endpoints are not played yet';
const MONITOR = 'it shows in what the drift monitor reckons, which does not run here yet';
const BATCH = 'batch deployments run by slipway batch, and are not rehearsed yet';
const PIPELINES = 'data pipelines are not played yet';

type Row = readonly [number: number, name: string, trouble: LaterFault['trouble'], what: string];

const rows = (because: string, list: readonly Row[]): LaterFault[] =>
  list.map(([number, name, trouble, what]) => ({ number, name, trouble, what, because }));

/** Faults of the catalogue that cannot run yet, and what each waits for. They never count against a deployment. */
export const LATER_FAULTS: readonly LaterFault[] = [
  ...rows(SERVERLESS, [[4, 'cold-burst', 'time lag', '30 min idle, then 50 requests at once']]),
  ...rows(MONITOR, [
    [23, 'capture-stopped', 'lack of metrics', 'no capture for 2 h, traffic as usual'],
    [24, 'monitor-dead', 'lack of metrics', 'the schedule is off, or its job fails'],
    [25, 'unit-change', 'input drift', 'a feature x 1.609, or x 100'],
    [26, 'timezone-shift', 'input drift', 'the hour + 5'],
    [27, 'new-categories', 'input drift', 'codes in lower case; 2 % unseen'],
    [28, 'slow-drift', 'input drift', '+ 0.5 standard deviations over 30 days'],
    [29, 'segment-drift', 'input drift', '5 % of the traffic moves by 2 standard deviations'],
    [30, 'concept-flip', 'concept drift', 'the same inputs, labels flipped in one region'],
    [32, 'nulls-to-zero', 'silent errors', '5 % and 20 % of a feature become 0'],
    [33, 'stuck-feature', 'silent errors', 'one feature is frozen'],
    [34, 'swapped-columns', 'silent errors', 'two like columns are exchanged'],
    [35, 'train-serve-skew', 'silent errors', 'another order, precision or scaler than in training'],
    [36, 'bad-output', 'silent errors', 'NaN, infinite, constant or out of range'],
    [37, 'stale-model', 'silent errors', 'an old artefact is served'],
  ]),
  ...rows(BATCH, [
    [38, 'batch-late', 'batch', 'the input is late, empty or truncated'],
    [39, 'batch-bad-record', 'batch', 'one bad record in 1 of 10 objects'],
    [40, 'batch-twice', 'batch', 'a duplicate event, two runs'],
    [41, 'batch-hangs', 'batch', 'the job runs past its cap, or a local hour is missing'],
    [42, 'old-overwrites-new', 'batch', "a backfill ends after today's run"],
  ]),
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
