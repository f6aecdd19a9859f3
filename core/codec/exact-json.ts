/** Whole numbers of fewer digits are exact in a double. */
const LONG = /\d{16}/;
/** Texts, which are left as they are, or whole numbers of many digits: no part of another number, and no name of a field. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE]|\s*:)/g;
/** What such a number begins with while it is a text, and as it stands in JSON: nobody's text begins so. */
const MARK = '\u0000whole:';
const MARK_IN_JSON = String.raw`\u0000whole:`;
const MARKED = new RegExp(`^${MARK}(-?\\d+)$`);
const MARKED_IN_JSON = /"\\u0000whole:(-?\d+)"/g;

/**
 * Parses JSON as `JSON.parse` does, but for whole numbers of which a double would change digits, such as ids of 64 bits: those are bigints.
 *
 * @throws SyntaxError where it is no JSON
 */
export function parseExact(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text);
  const marked = text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${MARK_IN_JSON}${token}"`));
  return JSON.parse(marked, (_, value: unknown) => {
    const digits = typeof value === 'string' ? MARKED.exec(value)?.[1] : undefined;
    if (digits === undefined) return value;
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
  });
}

/** The JSON of a value, bigints as the numbers that they are. */
export function exactText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It holds a bigint, which is rare: asking for each value would take several times as long.
    const text = JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${MARK}${each}` : each));
    return text.replace(MARKED_IN_JSON, '$1');
  }
}
