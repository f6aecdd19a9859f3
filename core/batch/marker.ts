import type { ModelSchema } from '../schema/schema.js';

/**
 * What a model server that is told to mark puts in the place of a record that it cannot score. Order and number of records stay as they are, so
 * that joins stay right; whoever publishes the output takes the markers out.
 *
 * In CSV every cell of the line is the marker, so that whatever columns a filter keeps of it hold one; in JSON all outputs are null beside the
 * reason, so that the record has the names that it always has.
 */
export const REJECTED_CELL = '!rejected: ';
/** Name of the reason in a record of JSON. */
export const REJECTED_FIELD = 'slipwayRejected';

/** A line of CSV with as many cells as predictions have. */
export function rejectedCells(reason: string, { outputs }: ModelSchema): string[] {
  const width = outputs.reduce((sum, { size = 1 }) => sum + size, 0);
  return Array.from({ length: width }, () => `${REJECTED_CELL}${reason.replaceAll(/\s+/g, ' ')}`);
}

export function rejectedRecord(reason: string, { outputs }: ModelSchema): Record<string, unknown> {
  return { ...Object.fromEntries(outputs.map(({ name }) => [name, null])), [REJECTED_FIELD]: reason };
}

/** The reason in a line's cells, wherever a join and a filter have put the marker; undefined where the line was scored. */
export function reasonInCells(cells: readonly string[]): string | undefined {
  return cells.find((cell) => cell.startsWith(REJECTED_CELL))?.slice(REJECTED_CELL.length);
}

/** The same in a value of JSON: the prediction itself, or what it was joined to. */
export function reasonInValue(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const reason: unknown = (value as Record<string, unknown>)[REJECTED_FIELD];
  if (typeof reason === 'string') return reason;
  return reasonInValue((value as Record<string, unknown>)['SageMakerOutput']);
}
