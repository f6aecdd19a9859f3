import { csvRows } from './csv-rows.js';
import type { MapState } from '../definition.js';
import { evaluateFields, wrongType } from '../evaluate-fields.js';
import type { Flow, Visit } from '../flow.js';
import { isoTime } from '../iso-time.js';
import { isObject, type Json } from '../json.js';
import { StateFailure } from '../state-failure.js';

/** Most items that a distributed Map reads (MaxItems, Amazon States Language). */
const MOST_ITEMS = 100_000_000;

/** The items of a distributed Map as its ItemReader finds them: objects listed, or the rows of one object. */
export async function readItems(flow: Flow, visit: Visit, state: MapState): Promise<readonly Json[]> {
  const { ItemReader: reader } = state;
  if (reader === undefined) return [];
  const { ReaderConfig: config = {} } = reader;
  const values = await evaluateFields(flow, visit, {
    'ItemReader/Arguments': reader.Arguments,
    'ItemReader/ReaderConfig/MaxItems': config.MaxItems,
  });
  const given = values['ItemReader/Arguments'];
  const most = values['ItemReader/ReaderConfig/MaxItems'] ?? 0;
  if (typeof most !== 'number') throw wrongType(flow, visit, 'ItemReader/ReaderConfig/MaxItems', config.MaxItems ?? 0, 'number', most);
  const { Bucket: bucket, Key: key, Prefix: prefix } = isObject(given) ? given : {};
  if (typeof bucket !== 'string') throw readerFailure('ItemReader has no Bucket.');
  const rows = reader.Resource.endsWith(':s3:listObjectsV2')
    ? await listed(flow, bucket, typeof prefix === 'string' ? prefix : '')
    : parsed(await bytesOf(flow, bucket, typeof key === 'string' ? key : ''), config);
  return rows.slice(0, most === 0 ? MOST_ITEMS : most);
}

export function readerFailure(cause: string): StateFailure {
  return new StateFailure('States.ItemReaderFailed', cause);
}

async function listed({ run }: Flow, bucket: string, prefix: string): Promise<readonly Json[]> {
  const objects = await run.items.list(bucket, prefix);
  return objects.map(({ Key, Size, Etag, LastModified }) => ({
    Etag,
    Key,
    LastModified: Math.floor(LastModified / 1000),
    Size,
    StorageClass: 'STANDARD',
  }));
}

async function bytesOf({ run }: Flow, bucket: string, key: string): Promise<string> {
  try {
    return Buffer.from(await run.items.read(bucket, key)).toString('utf8');
  } catch (error) {
    throw readerFailure(
      `s3://${bucket}/${key} cannot be read: ${error instanceof Error ? error.message : String(error)} (${isoTime(run.clock.now())})`,
    );
  }
}

function parsed(text: string, config: NonNullable<NonNullable<MapState['ItemReader']>['ReaderConfig']>): readonly Json[] {
  const type = config.InputType ?? 'JSON';
  if (type === 'CSV') return csvItems(text, config);
  try {
    if (type === 'JSONL') return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as Json]));
    const value = JSON.parse(text) as Json;
    if (Array.isArray(value)) return value as readonly Json[];
  } catch {
    throw readerFailure('Attempting to parse the object as JSON failed.');
  }
  throw readerFailure('Attempting to map over non-iterable node.');
}

const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** Recorded: values stay texts, what a row lacks is '', what it has beyond the headers is left out. */
function csvItems(text: string, config: { readonly CSVHeaders?: readonly string[]; readonly CSVDelimiter?: string }): readonly Json[] {
  const rows = csvRows(text, DELIMITERS[config.CSVDelimiter ?? 'COMMA'] ?? ',');
  const headers = config.CSVHeaders ?? rows.shift() ?? [];
  if (new Set(headers).size < headers.length) throw readerFailure('CSV headers cannot contain duplicates.');
  return rows.map((row) => Object.fromEntries(headers.map((header, at) => [header, row[at] ?? ''])));
}
