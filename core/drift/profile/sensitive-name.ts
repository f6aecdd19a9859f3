/** Bins that the values of a sensitive categorical column fall into. */
const BINS = 32;
export const SENSITIVE_NAMES: readonly string[] = Array.from({ length: BINS }, (_, bin) => `#${String(bin).padStart(2, '0')}`);

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});
const encoder = new TextEncoder();

/**
 * Where a value of a sensitive column is counted: one of 32 bins by the CRC-32 (ISO 3309) of its UTF-8 bytes. A changed mix shows, and no
 * value can be read back: very many share each bin.
 */
export function sensitiveName(value: string): string {
  return SENSITIVE_NAMES[crc32(value) % BINS] ?? '';
}

function crc32(text: string): number {
  let rest = -1;
  for (const byte of encoder.encode(text)) rest = (TABLE[(rest ^ byte) & 0xff] ?? 0) ^ (rest >>> 8);
  return ~rest >>> 0;
}
