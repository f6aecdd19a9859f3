// Names come from other people's apps; a terminal would obey what is hidden in them.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

/** Breaks a text into lines of at most `width` characters, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.replaceAll(CONTROL, '\ufffd').split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ').flatMap((each) => pieces(each, width))) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines;
}

/** A word that is longer than a line, such as a path or an ARN, continues on the next. */
function pieces(word: string, width: number): string[] {
  return word.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''];
}

/** A text whose lines after the first stand further in. */
export function hanging(text: string, width: number, indent: number, further: number = 4): string {
  const [first = '', ...rest] = wrap(text, width - indent - further);
  return [' '.repeat(indent) + first, ...rest.map((line) => ' '.repeat(indent + further) + line)].join('\n');
}

/**
 * Paints parts of a text that has been laid out, also where they are broken over lines. What is painted before is taken apart: to the layout,
 * colours are orders to a terminal like any others.
 */
export function painted(text: string, ...parts: readonly (readonly [part: string, paint: (text: string) => string])[]): string {
  return parts.reduce((sofar, [part, paint]) => {
    const words = part.split(' ').map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return sofar.replace(new RegExp(words.join(String.raw`\s+`)), (found) => paint(found));
  }, text);
}

export interface Cell {
  readonly text: string;
  /** Applied to each line after it was laid out, so that colours take no room. */
  readonly style?: (line: string) => string;
  readonly align?: 'right';
  /** Stands on the further lines of a row that goes over several. Default: nothing. */
  readonly further?: string;
}

const GAP = 2;
const NARROWEST = 12;

/**
 * Rows in columns as wide as what they hold; where that is too much, the widest columns give way and their text goes over several lines. Words
 * are broken only where no column can do with less.
 */
export function columns(rows: readonly (readonly Cell[])[], width: number, indent: number): string {
  const room = width - indent;
  const whole = fit(longest(rows, '\n'), longest(rows, /\s/), room);
  const widths = fit(whole, [], room);
  return rows.map((row) => drawRow(row, widths, indent)).join('\n');
}

/** Length of the longest part of each column's texts. */
function longest(rows: readonly (readonly Cell[])[], separator: string | RegExp): number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => Math.max(...(row[column]?.text ?? '').split(separator).map((part) => part.length)))),
  );
}

/** Takes from the widest columns what is too much, as far as `least` of each allows. */
function fit(natural: readonly number[], least: readonly number[], room: number): number[] {
  const widths = [...natural];
  const used = (): number => widths.reduce((sum, each) => sum + each, 0) + GAP * Math.max(0, widths.length - 1);
  const spare = (): number[] => widths.map((each, column) => (each > Math.max(NARROWEST, least[column] ?? 0) ? each : 0));
  while (used() > room) {
    const widest = Math.max(...spare());
    if (widest === 0) break;
    widths[spare().indexOf(widest)] = widest - 1;
  }
  return widths;
}

function drawRow(row: readonly Cell[], widths: readonly number[], indent: number): string {
  const cells = row.map(({ text }, column) => wrap(text, Math.max(1, widths[column] ?? 1)));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    (
      ' '.repeat(indent) +
      row
        .map(({ style, align, further = '' }, column) => {
          const line = cells[column]?.[at] ?? further;
          const width = column === row.length - 1 && align === undefined ? 0 : (widths[column] ?? 0);
          const padded = align === 'right' ? line.padStart(width) : line.padEnd(width);
          return style === undefined || line === '' ? padded : padded.replace(line, () => style(line));
        })
        .join(' '.repeat(GAP))
    ).trimEnd(),
  ).join('\n');
}
