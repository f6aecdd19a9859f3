import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../core/quality/decision.js';
import type { RowBody } from '../measuring/captured.js';
import type { KnownFaults } from './shadow-report.js';

const FILE = join('samples', 'known-faults.jsonl');

interface FaultRow {
  readonly input: unknown;
  readonly expected: unknown;
  readonly given: unknown;
}

/** Rows that a model is known to get wrong, where its folder holds them; lines that are no such row are stepped over, since a gate refuses them. */
export function readKnownFaults(folder: string | undefined): FaultRow[] {
  const path = folder === undefined ? undefined : join(folder, FILE);
  if (path === undefined || !existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const row = JSON.parse(line) as Partial<FaultRow> | null;
        return row?.input === undefined ? [] : [{ input: row.input, expected: row.expected, given: row.given }];
      } catch {
        return [];
      }
    });
}

export function requestOf({ input }: FaultRow): RowBody {
  return { body: Buffer.from(JSON.stringify(input)), contentType: 'application/json' };
}

/** What becomes of the known faults under another model. */
export function faultsUnder(rows: readonly FaultRow[], current: readonly Decision[], candidate: readonly Decision[]): KnownFaults | null {
  if (rows.length === 0) return null;
  const says = (decision: Decision | undefined, wanted: unknown): boolean =>
    decision?.label === undefined ? Number(decision?.score) === Number(wanted) : decision.label === String(wanted);
  const count = (holds: (row: FaultRow, index: number) => boolean): number => rows.filter(holds).length;
  const mended = count(({ expected }, index) => says(candidate[index], expected));
  const same = count(({ expected, given }, index) => !says(candidate[index], expected) && says(candidate[index], given));
  return {
    rows: rows.length,
    mended,
    same,
    otherwise: rows.length - mended - same,
    stale: count(({ given }, index) => !says(current[index], given)),
  };
}
