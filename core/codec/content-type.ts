import type { ModelSchema } from '../schema/schema.js';
import { decodeCsv, decodeJson, decodeJsonLines } from './decode.js';
import type { MatrixBlock, Predictions } from './block.js';
import type { ByteWriter } from './byte-writer.js';
import { encodeCsv, encodeJson, encodeJsonLines } from './encode.js';
import type { MatrixBuilder, NumericColumns } from './matrix.js';
import type { Decoded } from './problem.js';
import { scanCsv } from './scan-csv.js';
import { scanJson, scanJsonLines } from './scan-json.js';

/** One format of bodies, both ways. */
export interface Format {
  readonly mediaType: string;
  /** The Content-Type that answers carry. */
  readonly contentType: string;
  /** Other names under which requests come. */
  readonly aliases: readonly string[];
  /** Numbers straight from the bytes, or undefined at anything unusual, which `decode` then reads or refuses. */
  readonly scan: (body: Uint8Array, columns: NumericColumns, kind: MatrixBlock['kind']) => MatrixBuilder | undefined;
  readonly decode: (body: string, schema: ModelSchema) => Decoded;
  readonly encode: (writer: ByteWriter, parts: readonly Predictions[], schema: ModelSchema) => void;
}

export const FORMATS: readonly Format[] = [
  { mediaType: 'application/json', contentType: 'application/json', aliases: [], scan: scanJson, decode: decodeJson, encode: encodeJson },
  { mediaType: 'text/csv', contentType: 'text/csv; charset=utf-8', aliases: [], scan: scanCsv, decode: decodeCsv, encode: encodeCsv },
  {
    mediaType: 'application/jsonlines',
    contentType: 'application/jsonlines',
    aliases: ['application/x-ndjson', 'application/jsonl'],
    scan: scanJsonLines,
    decode: decodeJsonLines,
    encode: encodeJsonLines,
  },
];

/** The format of a Content-Type header, whatever its parameters; without a header it is JSON. */
export function formatOf(contentType: string | undefined): Format | undefined {
  if (contentType === undefined || contentType.trim() === '') return FORMATS[0];
  // As nearly all send it.
  const exact = FORMATS.find((format) => format.mediaType === contentType);
  if (exact !== undefined) return exact;
  const mediaType = mediaTypeOf(contentType);
  return FORMATS.find((format) => format.mediaType === mediaType || format.aliases.includes(mediaType));
}

/**
 * The format that an Accept header asks for most, by its q-values (RFC 9110, 12.5.1); any or none: that of the request.
 *
 * @returns undefined where nothing that is asked for can be written
 */
export function acceptedFormat(accept: string | undefined, requested: Format): Format | undefined {
  if (accept === undefined || accept.trim() === '') return requested;
  const wanted = accept
    .split(',')
    .map((part) => ({ mediaType: mediaTypeOf(part), q: Number(/;\s*q=([\d.]+)/i.exec(part)?.[1] ?? 1) }))
    .filter(({ q }) => q > 0)
    .toSorted((a, b) => b.q - a.q);
  for (const { mediaType } of wanted) {
    const [type, subtype] = mediaType.split('/');
    if (type === '*' || (subtype === '*' && requested.mediaType.startsWith(`${type}/`))) return requested;
    const found = subtype === '*' ? FORMATS.find((format) => format.mediaType.startsWith(`${type}/`)) : formatOf(mediaType);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mediaTypeOf(header: string): string {
  return (header.split(';', 1)[0] ?? '').trim().toLowerCase();
}
