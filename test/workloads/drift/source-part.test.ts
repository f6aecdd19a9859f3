import fc from 'fast-check';
import type { TableSource } from '../../../workloads/drift/source';
import { FROM_THE_START, SourcePart, type LinePosition } from '../../../workloads/drift/source-part';

/** A text that comes in pieces of so many bytes. */
function sourceOf(text: string, piece: number): TableSource {
  const bytes = Buffer.from(text);
  return {
    name: 'lines.jsonl',
    read: async function* read(from = 0) {
      for (let at = from; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
    },
    open: () => Promise.reject(new Error('it is read from the front')),
  };
}

const line = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constant('')).map((text) => text.replaceAll('\n', ' '));

test('parts of a text follow one another, each behind a line of the one before, and are the text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line),
      fc.boolean(),
      fc.integer({ min: 1, max: 20 }),
      fc.infiniteStream(fc.boolean()),
      async (all, ended, piece, time) => {
        const text = all.join('\n') + (ended && all.length > 0 ? '\n' : '');
        let read = Buffer.alloc(0);
        let from: LinePosition | undefined = FROM_THE_START;
        while (from !== undefined) {
          const part: SourcePart = new SourcePart(sourceOf(text, piece), from, () => time.next().value as boolean);
          for await (const bytes of part.read()) read = Buffer.concat([read, bytes]);
          if (part.next !== undefined) {
            expect(part.next.bytes).toBe(read.length);
            expect(part.next.bytes).toBeGreaterThan(from.bytes);
            expect(part.next.bytes).toBeLessThan(Buffer.byteLength(text));
            expect(read.at(-1)).toBe(0x0a);
            expect(part.next.lines).toBe(read.toString('utf8').split('\n').length - 1);
          }
          from = part.next;
        }
        expect(read.toString('utf8')).toBe(text);
      },
    ),
  );
});
