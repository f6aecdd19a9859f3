import type { MatrixBlock } from './block.js';
import { headerOrder } from './header.js';
import { columnPositions, type MatrixBuilder, type NumericColumns } from './matrix.js';
import { RowScanner } from './scan-row.js';

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_RECORD = 0x7b;
const CLOSE_RECORD = 0x7d;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;

/**
 * Numbers of an `application/json` body straight into a matrix. Strict: at anything unusual, and at anything wrong, it gives up, and
 * `decodeJson` decides and says why.
 */
export function scanJson(body: Uint8Array, columns: NumericColumns, kind: MatrixBlock['kind']): MatrixBuilder | undefined {
  const scanner = new RowScanner(body, columns, kind, true);
  const whole = scanBody(scanner, columns) && scanner.peek() === undefined;
  return whole && scanner.matrix.rows > 0 ? scanner.matrix : undefined;
}

/** As `scanJson`, of an `application/jsonlines` body: a row or a record a line. */
export function scanJsonLines(body: Uint8Array, columns: NumericColumns, kind: MatrixBlock['kind']): MatrixBuilder | undefined {
  const scanner = new RowScanner(body, columns, kind, false);
  for (;;) {
    while (scanner.peek() === LINE_FEED) scanner.at += 1;
    if (scanner.peek() === undefined) return scanner.matrix.rows === 0 ? undefined : scanner.matrix;
    if (scanner.templateRows()) continue;
    if (!scanner.row()) return undefined;
    const after = scanner.peek();
    if (after !== undefined && after !== LINE_FEED) return undefined;
  }
}

function scanBody(scanner: RowScanner, columns: NumericColumns): boolean {
  const start = scanner.at;
  if (scanner.take(OPEN_LIST)) {
    const first = scanner.peek();
    scanner.at = start;
    return first === OPEN_LIST || first === OPEN_RECORD ? scanList(scanner) : scanner.row();
  }
  if (!scanner.take(OPEN_RECORD)) return false;
  if (scanner.takeKey('instances') && scanner.peek() === OPEN_LIST) return scanList(scanner) && scanner.take(CLOSE_RECORD);
  scanner.at = start + 1;
  if (scanner.takeKey('columns') && scanner.peek() === OPEN_LIST) return scanTable(scanner, columns);
  scanner.at = start;
  return scanner.row();
}

function scanList(scanner: RowScanner, order?: readonly number[]): boolean {
  if (!scanner.take(OPEN_LIST)) return false;
  do {
    if (!scanner.templateRows(order) && !scanner.row(order)) return false;
  } while (scanner.take(COMMA));
  return scanner.take(CLOSE_LIST);
}

/** pandas' `split` orientation: columns, perhaps index, data. */
function scanTable(scanner: RowScanner, { features }: NumericColumns): boolean {
  const names = scanner.texts();
  const order = names && headerOrder(names, features);
  if (order === undefined || !scanner.take(COMMA)) return false;
  if (scanner.takeKey('index') && !(scanner.skipNumbers() && scanner.take(COMMA))) return false;
  return scanner.takeKey('data') && scanList(scanner, columnPositions(order)) && scanner.take(CLOSE_RECORD);
}
