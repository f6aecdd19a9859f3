/** A row that no column can be added to. */
export class NoRecord extends Error {
  override readonly name = 'NoRecord';
}

/** A row of the output with the run that it is of: a last cell in CSV, a last field in JSON Lines. The rest of it stays as it is, byte by byte. */
export function withRun(line: Buffer, runId: string, column: string, format: 'csv' | 'jsonl'): Buffer {
  const text = line.toString('utf8').replace(/\r?\n$/, '');
  if (format === 'csv') return Buffer.from(`${text},${runId}\n`);
  const record = text.trimEnd();
  if (!record.startsWith('{') || !record.endsWith('}'))
    throw new NoRecord(
      `runIdColumn adds '${column}' to records, and a row of the output is none; let the model answer records, or leave runIdColumn out`,
    );
  const fields = record.slice(0, -1).trimEnd();
  return Buffer.from(`${fields}${fields === '{' ? '' : ','}${endOf(runId, column)}\n`);
}

/** Whether the run is there already, since the step was stopped and is run again. */
export function hasRun(line: Buffer, runId: string, column: string, format: 'csv' | 'jsonl'): boolean {
  return line
    .toString('utf8')
    .trimEnd()
    .endsWith(format === 'csv' ? `,${runId}` : endOf(runId, column));
}

function endOf(runId: string, column: string): string {
  return `${JSON.stringify(column)}:${JSON.stringify(runId)}}`;
}
