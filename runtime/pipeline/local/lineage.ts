import { createHash } from 'node:crypto';

/** What gave the rows and files of a run, so that what follows from something that was made anew is made anew too. */
export class Lineage {
  private readonly made = new Map<string, string>();

  /** A statement, or what a job was asked, with what gave the things that it mentions. */
  of(statement: string): string {
    // Sorted: of two steps that run at once, either may be the first to end.
    const read = [...this.made]
      .filter(([mark]) => statement.includes(mark) || isPartOf(mark, statement))
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    return [statement, ...read.map(([mark, digest]) => `-- ${mark.replaceAll('"', '')} ${digest}`), ''].join('\n');
  }

  /**
   * Something was made.
   *
   * @param marks how later statements mention it: `"database"."table"`, `s3://bucket/place/`
   * @param lineage what gave it
   */
  note(marks: readonly string[], lineage: string): void {
    const digest = createHash('sha256').update(lineage).digest('hex');
    for (const mark of marks) this.made.set(mark, digest);
  }
}

/** Whether something is what one call of many has made below a place that a statement mentions: `s3://bucket/place/7/`. */
function isPartOf(mark: string, statement: string): boolean {
  const [, place] = /^(s3:\/\/.*\/)\d+\/$/.exec(mark) ?? [];
  // Whoever mentions one call's place means that alone.
  return place !== undefined && new RegExp(`${place.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\d)`).test(statement);
}
