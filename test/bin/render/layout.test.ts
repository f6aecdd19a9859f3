import fc from 'fast-check';
import { columns, hanging, painted, wrap } from '../../../bin/render/layout';

test('a text is broken at spaces, a long word inside itself, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z /]{0,200}$/), fc.integer({ min: 4, max: 60 }), (text, width) => {
      const lines = wrap(text, width);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('parts of a text are painted after it was laid out, also over a line end, and whatever they hold', () => {
  const paint = (text: string): string => `<${text}>`;
  expect(painted(hanging('a (b) is good news today', 16, 0), ['good news', paint], ['(b)', paint])).toBe(
    'a <(b)> is\n    <good news>\n    today',
  );
  expect(painted(hanging('so it is good news', 16, 0), ['is good', paint])).toBe('so it <is\n    good> news');
});

test('lines after the first stand further in', () => {
  expect(hanging('one two three four', 14, 1)).toBe(' one two\n     three\n     four');
});

test('a table gives way where it is widest, so that it stays within the width', () => {
  const rows = [
    [{ text: 'fault' }, { text: 'who is told' }, { text: 'after', align: 'right' as const }],
    [{ text: 'slow-model' }, { text: 'Latency and many others besides it' }, { text: '16 min', align: 'right' as const }],
  ];
  expect(columns(rows, 40, 1)).toBe(
    [' fault       who is told           after', ' slow-model  Latency and many     16 min', '             others besides it'].join('\n'),
  );
});

test('a word is not broken where another column has room to give', () => {
  const rows = [[{ text: 'Rollback/ClientErrors' }, { text: 'one word after the other' }]];
  expect(columns(rows, 40, 0)).toBe('Rollback/ClientErrors  one word after\n                       the other');
  expect(columns(rows, 28, 0).split('\n')[0]).toBe('Rollback/Clien  one word');
});

test('colours take no room', () => {
  const row = [{ text: 'a', style: (line: string) => `<${line}>` }, { text: 'b' }];
  expect(columns([[{ text: 'long' }, { text: 'b' }], row], 40, 0)).toBe('long  b\n<a>     b');
});

test('what a name hides from the reader is shown and not obeyed', () => {
  expect(wrap('a\u001b[2Jb', 40)).toEqual(['a\ufffd[2Jb']);
});
