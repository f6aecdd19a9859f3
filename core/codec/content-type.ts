import type { ModelSchema } from '../schema/schema.js';
import { decodeCsv, decodeJson, decodeJsonLines } from './decode.js';
import { encodeCsv, encodeJson, encodeJsonLines, type Prediction } from './encode.js';
import type { Decoded } from './problem.js';

/** One format of bodies, both ways. */
export interface Format {
  /** The media type that answers carry. */
  readonly mediaType: string;
  /** Other names under which requests come. */
  readonly aliases: readonly string[];
  readonly decode: (body: string, schema: ModelSchema) => Decoded;
  readonly encode: (predictions: readonly Prediction[], schema: ModelSchema) => string;
}

export const FORMATS: readonly Format[] = [
  { mediaType: 'application/json', aliases: [], decode: decodeJson, encode: encodeJson },
  { mediaType: 'text/csv', aliases: [], decode: decodeCsv, encode: (predictions) => encodeCsv(predictions) },
  {
    mediaType: 'application/jsonlines',
    aliases: ['application/x-ndjson', 'application/jsonl'],
    decode: decodeJsonLines,
    encode: encodeJsonLines,
  },
];

/** The format of a Content-Type header, whatever its parameters; without a header it is JSON. */
export function formatOf(contentType: string | undefined): Format | undefined {
  if (contentType === undefined || contentType.trim() === '') return FORMATS[0];
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
