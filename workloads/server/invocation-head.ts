import { CUSTOM_ATTRIBUTES_HEADER, GOLDEN_ATTRIBUTE } from '../../core/service/served.js';
import type { InvocationHeaders } from './invocations.js';

/** A whole invocation that says nothing but the usual. */
export interface PlainInvocation {
  readonly head: InvocationHeaders;
  readonly body: Buffer;
}

interface PlainHead extends InvocationHeaders {
  readonly contentLength: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const REQUEST_LINE = 'POST /invocations HTTP/1.1';
/** RFC 9110, 5.5 and 5.6.2: a token, a colon, visible ASCII with blanks between. */
const HEADER = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?)[ \t]*$/;
/** Headers that change how the rest is read, or who reads it; and one that we would have to answer. */
const NOT_PLAIN = ['transfer-encoding', 'expect', 'upgrade', 'trailer', 'te', 'proxy-connection', 'keep-alive'];
/** A head that says it twice is for node to judge. */
const ONCE = ['host', 'content-length', 'content-type', 'accept', 'connection'];
const LONGEST_HEAD = 4096;
/** Heads that are remembered: a client sends the same one with each of its requests. */
const MOST_REMEMBERED = 256;
const LETTER_P = 0x50;

/** Reads plain invocations, and remembers their heads. */
export class InvocationHeads {
  private readonly known = new Map<string, PlainHead | undefined>();

  /** Undefined for whatever is not a plain, whole invocation. */
  read(chunk: Buffer): PlainInvocation | undefined {
    if (chunk[0] !== LETTER_P) return undefined;
    const end = chunk.indexOf(HEAD_END);
    if (end < 0 || end > LONGEST_HEAD) return undefined;
    const head = this.headOf(chunk.toString('latin1', 0, end));
    const start = end + HEAD_END.length;
    return head === undefined || chunk.length - start !== head.contentLength ? undefined : { head, body: chunk.subarray(start) };
  }

  private headOf(text: string): PlainHead | undefined {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const head = parseHead(text);
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    if (head !== undefined) this.known.set(text, head);
    return head;
  }
}

function parseHead(text: string): PlainHead | undefined {
  const [line, ...fields] = text.split('\r\n');
  if (line !== REQUEST_LINE) return undefined;
  const headers = new Map<string, string>();
  for (const field of fields) {
    const [, name, value] = HEADER.exec(field) ?? [];
    if (name === undefined || value === undefined) return undefined;
    const key = name.toLowerCase();
    if (NOT_PLAIN.includes(key) || (headers.has(key) && ONCE.includes(key))) return undefined;
    // Whoever asks what is served is answered by the slow lane.
    if (key === CUSTOM_ATTRIBUTES_HEADER && value.includes(GOLDEN_ATTRIBUTE)) return undefined;
    headers.set(key, value);
  }
  const length = headers.get('content-length') ?? '';
  const connection = headers.get('connection')?.toLowerCase() ?? 'keep-alive';
  if (!headers.has('host') || !/^\d{1,9}$/.test(length) || connection !== 'keep-alive') return undefined;
  return { contentLength: Number(length), contentType: headers.get('content-type'), accept: headers.get('accept') };
}
