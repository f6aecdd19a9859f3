import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SlipwayError } from '../../core/errors/index.js';

const MINUTE_MILLIS = 60_000;

/** A body as a caller sent it. */
export interface RowBody {
  readonly body: Buffer;
  readonly contentType: string;
  /** What really was, where somebody said it. */
  readonly label?: Label;
}

/** A class by its name or number, or a value. */
export type Label = string | number | boolean;

/** What a folder of captured data says of the traffic. */
export interface CapturedTraffic {
  readonly rows: readonly RowBody[];
  /** Records by minute, from the first to the last. */
  readonly perMinute: readonly number[];
  /** Start of the first of those minutes, milliseconds. */
  readonly from: number;
}

interface CapturedSide {
  readonly observedContentType?: string | null;
  readonly data?: string;
  readonly encoding?: string;
}
interface CaptureRecord {
  readonly captureData?: { readonly endpointInput?: CapturedSide };
  readonly eventMetadata?: { readonly inferenceTime?: string };
}

/** Reads every `.jsonl` below a folder in the layout of SageMaker's data capture: the bodies, and when they came. */
export function readCaptured(folder: string): CapturedTraffic {
  const records = filesOf(folder).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [recordOf(line, `${file}:${index + 1}`)])),
  );
  if (records.length === 0)
    throw new SlipwayError('captured-data', 'there is no captured record with an input; give the folder that data capture writes to', {
      source: folder,
    });
  const minutes = records.map(({ at }) => Math.floor(at / MINUTE_MILLIS));
  const [first, last] = [minutes.reduce((a, b) => Math.min(a, b)), minutes.reduce((a, b) => Math.max(a, b))];
  const perMinute = Array.from({ length: last - first + 1 }, () => 0);
  for (const minute of minutes) perMinute[minute - first] = (perMinute[minute - first] ?? 0) + 1;
  return { rows: records.map(({ row }) => row), perMinute, from: first * MINUTE_MILLIS };
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .toSorted()
      .map((name) => join(folder, name));
  } catch (cause) {
    throw new SlipwayError(
      'captured-data',
      'the folder cannot be read; give one that data capture writes to',
      { source: folder },
      { cause },
    );
  }
}

function recordOf(line: string, source: string): { row: RowBody; at: number } {
  const { captureData, eventMetadata } = parse(line, source);
  const { data, encoding, observedContentType } = captureData?.endpointInput ?? {};
  const at = Date.parse(eventMetadata?.inferenceTime ?? '');
  if (typeof data !== 'string' || Number.isNaN(at)) {
    throw new SlipwayError(
      'captured-data',
      'this is no captured record: it needs captureData.endpointInput.data and eventMetadata.inferenceTime',
      {
        source,
      },
    );
  }
  return {
    row: { body: Buffer.from(data, encoding === 'BASE64' ? 'base64' : 'utf8'), contentType: observedContentType ?? typeOf(encoding) },
    at,
  };
}

function typeOf(encoding: string | undefined): string {
  return encoding === 'CSV' ? 'text/csv' : 'application/json';
}

function parse(line: string, source: string): CaptureRecord {
  try {
    return JSON.parse(line) as CaptureRecord;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SlipwayError('captured-data', `this line is no JSON: ${said}`, { source }, { cause });
  }
}
