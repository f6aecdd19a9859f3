import type { Batch, RawCell } from '../../core/drift/table/batch.js';
import { SlipwayError } from '../../core/errors/index.js';
import { textIn } from './answers.js';
import { eventRowId } from './capture-record.js';

/** Where a table of labels has what. */
export interface LabelColumns {
  readonly id: string;
  readonly label: string;
}

/** Takes labels as they come. */
export interface LabelSink {
  label(id: string, label: string): void;
}

/** Fields of a ground truth record, which need no naming (Developer Guide, "Ingest ground truth labels and merge them with predictions"). */
const TRUTH = 'groundTruthData';
const EVENT_METADATA = 'eventMetadata';
const MOST_NAMED = 20;

/**
 * Hands the labels of a table on: a column of ids and one of labels, or the ground truth records that Model Monitor merges.
 *
 * @returns how many rows have no id or no label
 */
export async function readLabels(table: AsyncIterable<Batch>, columns: LabelColumns, into: LabelSink): Promise<number> {
  let lost = 0;
  for await (const batch of table) {
    const truths = batch.columns.get(TRUTH);
    if (truths === undefined) {
      lost += addColumns(batch, columns, into);
      continue;
    }
    const events = batch.columns.get(EVENT_METADATA);
    for (let row = 0; row < batch.rows; row += 1) if (!addTruth(truths[row], events?.[row], into)) lost += 1;
  }
  return lost;
}

function addColumns({ rows, columns }: Batch, { id, label }: LabelColumns, into: LabelSink): number {
  const [ids, labels] = [columns.get(id), columns.get(label)];
  if (ids === undefined || labels === undefined) {
    const absent = [id, label].filter((name) => !columns.has(name)).join("', '");
    throw new SlipwayError(
      'quality-unknown',
      `the labels have no column '${absent}'; name theirs with --id and --label; they have ${[...columns.keys()].slice(0, MOST_NAMED).join(', ')}`,
    );
  }
  let lost = 0;
  for (let row = 0; row < rows; row += 1) {
    const [key, text] = [textIn(ids[row]), textIn(labels[row])];
    if (key === undefined || text === undefined) lost += 1;
    else into.label(key, text);
  }
  return lost;
}

/** One label a line of the data, where a request held several rows. */
function addTruth(truth: RawCell, event: RawCell, into: LabelSink): boolean {
  const [data, id] = [fieldOf(truth, 'data'), fieldOf(event, 'eventId')];
  if (typeof id !== 'string') return false;
  const text = typeof data === 'number' ? String(data) : data;
  if (typeof text !== 'string') return false;
  const decoded = fieldOf(truth, 'encoding') === 'BASE64' ? Buffer.from(text, 'base64').toString('utf8') : text;
  const labels = decoded.split('\n').map((line) => line.trim());
  const whole = labels.filter((label, place) => label !== '' || place < labels.length - 1);
  if (whole.length === 0) return false;
  for (const [row, label] of whole.entries()) if (label !== '') into.label(eventRowId(id, row, whole.length), label);
  return true;
}

function fieldOf(value: RawCell, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
