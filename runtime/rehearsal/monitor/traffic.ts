import { SlipwayError } from '../../../core/errors/index.js';
import { load } from '../../../workloads/embedded/load.js';
import { payloadRows, type PayloadRow } from '../../../workloads/drift/payload.js';
import type { Row } from '../../faults/rows-disturbance.js';
import type { Label } from '../../measuring/captured.js';
import { EMPTY_RECORD, sampleRows, type SampleRows } from '../../measuring/sample-rows.js';
import type { ServicePlan } from '../../plan.js';
import { seeded } from '../../random.js';
import { truthOf, type Truth } from './truth.js';

/** What callers of a monitored service send, and a model that answers whatever else they might. */
export interface MonitoredTraffic {
  readonly rows: readonly Row[];
  /** What really was, row by row; or why nobody here knows it. */
  readonly truth: Truth | { readonly nothing: string };
  /** Answers by row; undefined where the model refuses it, which then is not captured. */
  answer(rows: readonly Row[]): Promise<(Row | undefined)[]>;
  close(): Promise<void>;
}

/** Opens the model of a service in this process; or says why its rows cannot be played. */
export async function openTraffic(
  { variants, monitor }: ServicePlan,
  given: SampleRows | undefined,
): Promise<MonitoredTraffic | { readonly nothing: string }> {
  const [variant] = variants;
  const [container] = variant?.containers ?? [];
  const folder = container?.modelFolder;
  if (variants.length !== 1 || variant?.containers.length !== 1) return { nothing: 'several models answer, and only one is asked here' };
  if (container === undefined || folder === undefined || !container.ours)
    return { nothing: 'its model is not in the assembly, or is no model of our server: nobody here can ask it for other rows' };
  const samples = sampleRows({ modelFolder: folder }, undefined, given, seeded(0));
  const inputs = monitor?.document.baseline.inputs ?? [];
  const known = samples.rows.flatMap(({ body, contentType, label }) =>
    (payloadRows(body.toString('utf8'), contentType.startsWith('text/csv') ? 'CSV' : 'JSON') ?? []).map(
      (row): { readonly row: Row; readonly label: Label | undefined } => ({ row: named(row, inputs), label }),
    ),
  );
  const rows = known.map(({ row }) => row);
  if (samples.from === EMPTY_RECORD || rows.length === 0)
    return { nothing: 'nobody said what callers send: samples/traffic.jsonl is not there' };
  try {
    const model = await load(folder);
    const truth = truthOf(
      rows,
      known.map(({ label }) => label),
      monitor?.document.baseline,
    );
    return { rows, truth, answer: (asked) => answers(model, asked), close: () => model.close() };
  } catch (cause) {
    if (cause instanceof SlipwayError) return { nothing: `its model cannot be asked here: ${cause.message}` };
    throw cause;
  }
}

type Model = Awaited<ReturnType<typeof load>>;

async function answers(model: Model, rows: readonly Row[]): Promise<(Row | undefined)[]> {
  try {
    return await model.predict(rows as Parameters<Model['predict']>[0]);
  } catch (cause) {
    if (!(cause instanceof SlipwayError)) throw cause;
    if (rows.length <= 1) return rows.map(() => undefined);
    const half = Math.ceil(rows.length / 2);
    return [...(await answers(model, rows.slice(0, half))), ...(await answers(model, rows.slice(half)))];
  }
}

function named(row: PayloadRow, inputs: readonly string[]): Row {
  return Array.isArray(row)
    ? Object.fromEntries(row.map((value: unknown, place): [string, unknown] => [inputs[place] ?? `_c${place}`, value]))
    : (row as Row);
}
