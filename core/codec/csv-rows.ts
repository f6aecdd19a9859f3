/** The cells of a CSV text by RFC 4180: quotes, doubled quotes, line breaks inside quotes, CRLF or LF, with or without a last line break. */
export type CsvRows =
  | { readonly ok: true; readonly rows: string[][] }
  | { readonly ok: false; readonly row: number; readonly message: string };

const BYTE_ORDER_MARK = '\ufeff';

export function csvRows(body: string): CsvRows {
  const text = body.startsWith(BYTE_ORDER_MARK) ? body.slice(1) : body;
  const rows: string[][] = [];
  let position = 0;
  while (position < text.length) {
    const row = readRow(text, position);
    if (typeof row === 'string') return { ok: false, row: rows.length, message: row };
    rows.push(row.cells);
    position = row.next;
  }
  return { ok: true, rows };
}

function readRow(text: string, start: number): { cells: string[]; next: number } | string {
  const cells: string[] = [];
  let position = start;
  for (;;) {
    const cell = text[position] === '"' ? readQuoted(text, position) : readPlain(text, position);
    if (typeof cell === 'string') return cell;
    cells.push(cell.value);
    position = cell.next;
    if (text[position] === ',') {
      position += 1;
      continue;
    }
    if (text[position] === '\r' && text[position + 1] === '\n') position += 1;
    return { cells, next: position + 1 };
  }
}

function readPlain(text: string, start: number): { value: string; next: number } | string {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n' && !(text[end] === '\r' && text[end + 1] === '\n')) {
    if (text[end] === '"')
      return 'a quotation mark stands inside a cell that does not begin with one; put the whole cell in quotes and double the mark';
    end += 1;
  }
  return { value: text.slice(start, end), next: end };
}

function readQuoted(text: string, start: number): { value: string; next: number } | string {
  let value = '';
  let position = start + 1;
  for (;;) {
    const end = text.indexOf('"', position);
    if (end < 0) return 'a quoted cell is not closed; end it with a quotation mark';
    value += text.slice(position, end);
    if (text[end + 1] !== '"') {
      const after = text[end + 1];
      if (after !== undefined && after !== ',' && after !== '\n' && after !== '\r')
        return 'text follows a closing quotation mark; put a comma or a line break there';
      return { value, next: end + 1 };
    }
    value += '"';
    position = end + 2;
  }
}
