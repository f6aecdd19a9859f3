import fc from 'fast-check';
import { unpackSnappy } from '../../../workloads/batch/snappy';

/** A literal, or a copy of so many bytes from so far back. */
type Piece = { readonly literal: Uint8Array } | { readonly length: number; readonly back: number; readonly bytes: 1 | 2 | 4 };

const literal = fc
  .oneof(fc.uint8Array({ minLength: 1, maxLength: 70 }), fc.uint8Array({ minLength: 250, maxLength: 300 }))
  .map((bytes) => ({ literal: bytes }));
const copy = fc
  .record({
    length: fc.integer({ min: 1, max: 64 }),
    back: fc.integer({ min: 1, max: 5000 }),
    bytes: fc.constantFrom(1 as const, 2 as const, 4 as const),
  })
  .map(({ length, back, bytes }) => (bytes === 1 ? { bytes, length: 4 + (length % 8), back: 1 + (back % 2047) } : { bytes, length, back }));
const pieces = fc
  .tuple(literal, fc.array(fc.oneof(literal, copy), { maxLength: 30 }))
  .map(([first, others]): Piece[] => [first, ...others]);

const little = (value: number, bytes: number): number[] => Array.from({ length: bytes }, (_, index) => (value >>> (8 * index)) & 0xff);

/** As the format's description has it, with what comes out of it. */
function packed(parts: readonly Piece[]): { readonly bytes: Uint8Array; readonly whole: Uint8Array } {
  const bytes: number[] = [];
  const whole: number[] = [];
  for (const part of parts) {
    if ('literal' in part) {
      const less = part.literal.length - 1;
      if (less < 60) bytes.push(less << 2);
      else if (less < 256) bytes.push(60 << 2, less);
      else bytes.push(61 << 2, ...little(less, 2));
      bytes.push(...part.literal);
      whole.push(...part.literal);
    } else {
      const back = Math.min(part.back, whole.length);
      if (part.bytes === 1) bytes.push(1 | ((part.length - 4) << 2) | ((back >>> 8) << 5), back & 0xff);
      else bytes.push((part.bytes === 2 ? 2 : 3) | ((part.length - 1) << 2), ...little(back, part.bytes));
      for (let index = 0; index < part.length; index += 1) whole.push(whole[whole.length - back] ?? 0);
    }
  }
  const preamble: number[] = [];
  let rest = whole.length;
  for (; rest >= 0x80; rest >>>= 7) preamble.push((rest & 0x7f) | 0x80);
  return { bytes: Uint8Array.from([...preamble, rest, ...bytes]), whole: Uint8Array.from(whole) };
}

test('literals and copies of any length come out as they went in', () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const { bytes, whole } = packed(parts);
      const into = new Uint8Array(whole.length);
      unpackSnappy(bytes, into);
      expect(Buffer.from(into).equals(whole)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('what is cut off, or of another length, is an error', () => {
  fc.assert(
    fc.property(pieces, fc.nat(), (parts, cut) => {
      const { bytes, whole } = packed(parts);
      expect(() => unpackSnappy(bytes.subarray(0, cut % bytes.length), new Uint8Array(whole.length))).toThrow(TypeError);
      expect(() => unpackSnappy(bytes, new Uint8Array(whole.length + 1))).toThrow(TypeError);
      expect(() => unpackSnappy(bytes, new Uint8Array(whole.length - 1))).toThrow(TypeError);
    }),
  );
  expect(() => unpackSnappy(Uint8Array.of(4, 1 | (0 << 2), 1), new Uint8Array(4))).toThrow('Snappy copies from where nothing is');
});

test('bytes at random are unpacked as by another reader, or by neither', async () => {
  const { snappyUncompress } = await import('hyparquet');
  const outcome = (unpack: (packed: Uint8Array, into: Uint8Array) => void, bytes: Uint8Array, length: number): string => {
    const into = new Uint8Array(length);
    try {
      unpack(bytes, into);
      return Buffer.from(into).toString('hex');
    } catch {
      return 'refused';
    }
  };
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1, 2, 4, 5, 8, 9, 12, 17, 254), { minLength: 2, maxLength: 12 }),
      fc.integer({ min: 1, max: 24 }),
      (numbers, length) => {
        const bytes = Uint8Array.from([length, ...numbers]);
        const [ours, theirs] = [outcome(unpackSnappy, bytes, length), outcome(snappyUncompress, bytes, length)];
        // Theirs writes into nowhere what is too long, and looks at the length last.
        expect(ours).toBe(theirs);
      },
    ),
    { numRuns: 5000 },
  );
});
