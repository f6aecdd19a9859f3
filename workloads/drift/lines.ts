import { StringDecoder } from 'node:string_decoder';

const BYTE_ORDER_MARK = '\ufeff';

/** Lines of a text, many at a time, without their ends. */
export interface Lines {
  readonly lines: readonly string[];
  /** Number of the first, counted from 1. */
  readonly first: number;
  /** The last of them has no line end: perhaps somebody is still writing it. */
  readonly cutOff: boolean;
}

export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let first = 1;
  for await (const chunk of bytes) {
    const text = rest + decoder.write(chunk);
    const lines = (first === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length === 0) continue;
    yield { lines, first, cutOff: false };
    first += lines.length;
  }
  rest += decoder.end();
  if (rest !== '') yield { lines: [first === 1 && rest.startsWith(BYTE_ORDER_MARK) ? rest.slice(1) : rest], first, cutOff: true };
}
