import { rejectedBecause } from '../../../workloads/steps/markers.js';
import { jobObjects, MemoryBuckets } from '../../pipeline/s3/memory-buckets.js';
import type { BatchJobPlan } from '../../pipeline/declared/batch-job-plan.js';
import { startContainer } from '../../platform/start-container.js';
import { readTransformRequest, transformEnvironment } from '../../platform/transform/request.js';
import { runTransformJob, type TransformResult } from '../../platform/transform/run-transform.js';
import { seeded } from '../../random.js';
import type { RecordOutcome, RecordsProfile } from '../profile.js';
import { sampleRows } from '../sample-rows.js';
import { jobRequest, MEASURED } from './job-request.js';
import { recordLines } from './record-lines.js';

/** Records of the job that is timed. */
const TIMED = 500;
const KINDS = ['usual', 'broken', 'cut'] as const;

/** Starts what answers behind a batch deployment and runs its job over a few records: how it answers usual ones, and ones that are none. */
export async function measureRecords(
  plan: BatchJobPlan,
  { seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<RecordsProfile> {
  const { path, place, settings, containers } = plan;
  const request = jobRequest(plan);
  const [container] = containers;
  const refused = (because: string): RecordsProfile => ({
    rows: '',
    usual: 'refused',
    broken: 'refused',
    cut: 'refused',
    millis: 0,
    because,
  });
  if (request === undefined || container === undefined) return refused('its state machine has no transform job');
  const job = readTransformRequest(request, {}, place);
  const environment = transformEnvironment(job, container.environment);
  const serving = await startContainer({ ...container, environment }, 'primary', { path, place }, { random: seeded(seed), signal });
  try {
    const samples = sampleRows(container, serving.schema, undefined, seeded(seed));
    const names = serving.schema?.features.map(({ name }) => name);
    const lines = recordLines(samples.rows, settings, request.DataProcessing?.InputFilter, names);
    if (typeof lines === 'string') return refused(lines);
    const [first = ''] = lines.usual;
    const buckets = new MemoryBuckets(() => 0);
    const run = (): Promise<TransformResult> => runTransformJob(job, { container: serving, store: jobObjects(buckets), signal });
    const objectOf = (kind: string): string => `${MEASURED.input}${kind}.${settings.format}`;
    buckets.put(objectOf('usual'), `${first}\n`);
    buckets.put(objectOf('broken'), `${first}\n${lines.broken}\n`);
    buckets.put(objectOf('cut'), `${first}\n${lines.cut}`);
    const { objects } = await run();
    const outcomes = KINDS.map((kind, index): RecordOutcome => {
      const found = objects.find(({ uri }) => uri === objectOf(kind));
      return outcomeIn(
        found?.outputUri === undefined ? undefined : buckets.get(found.outputUri)?.bytes,
        Math.min(index, 1),
        settings.format,
      );
    });
    const [usual = 'refused', broken = 'refused', cut = 'refused'] = outcomes;
    for (const kind of KINDS) buckets.remove(objectOf(kind));
    buckets.put(objectOf('timed'), Array.from({ length: TIMED }, (_, index) => `${lines.usual[index % lines.usual.length]}\n`).join(''));
    const started = performance.now();
    await run();
    const because = objects.find(({ uri }) => uri === objectOf('usual'))?.problem?.message;
    return {
      rows: samples.from,
      usual,
      broken,
      cut,
      millis: Number(((performance.now() - started) / TIMED).toPrecision(3)),
      ...(because === undefined ? {} : { because }),
    };
  } finally {
    await serving.close();
  }
}

/** What became of the record in a place of an object. */
function outcomeIn(output: Uint8Array | undefined, place: number, format: 'csv' | 'jsonl'): RecordOutcome {
  if (output === undefined) return 'refused';
  const line = Buffer.from(output)
    .toString('utf8')
    .split('\n')
    .filter((text) => text !== '')[place];
  if (line === undefined) return 'lost';
  return rejectedBecause(Buffer.from(line), format) === undefined ? 'answered' : 'set aside';
}
