import fc from 'fast-check';
import { RowLines } from '../../../workloads/batch/row-lines';

test('each row keeps its line, whatever was added and left out', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(5)), { maxLength: 30 }), (pieces) => {
      const lines = new RowLines();
      const expected: number[] = [];
      let line = 0;
      for (const [skipped, count] of pieces) {
        line += skipped;
        lines.add(line, count);
        for (let row = 0; row < count; row += 1) expected.push(line++);
      }
      expect(lines).toHaveLength(expected.length);
      expect(expected.map((_, row) => lines.of(row))).toEqual(expected);
    }),
  );
});
