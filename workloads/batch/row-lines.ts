/** Lines of the rows of a part: nearly all follow each other, so that only where they do not is written down. */
export class RowLines {
  /** Rows so far. */
  length = 0;
  private readonly rows: number[] = [];
  private readonly lines: number[] = [];
  private next = -1;

  /** So many rows, or none, each of them a line, from this one on. */
  add(line: number, count = 1): void {
    if (count === 0) return;
    if (line !== this.next) {
      this.rows.push(this.length);
      this.lines.push(line);
    }
    this.length += count;
    this.next = line + count;
  }

  of(row: number): number {
    let run = this.rows.length - 1;
    while (run > 0 && this.rows[run] > row) run -= 1;
    return this.lines[run] + row - this.rows[run];
  }
}
