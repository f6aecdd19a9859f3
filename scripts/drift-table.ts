import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvRows } from '../core/codec/csv-rows.js';
import type { Profile } from '../core/drift/profile/profile.js';
import { planTable } from '../core/drift/table/plan-table.js';
import { ProfileBuilder } from '../core/drift/table/profile-builder.js';
import { judge, type FeatureVerdict } from '../core/drift/verdict/judge.js';
import { seeded, type Random } from '../runtime/random.js';

// Breaks windows of real mail in known ways and counts what the verdict says: the table of docs/drift.md.

const DATA = join(__dirname, '..', 'examples', 'spam-filter', 'data', 'spambase.csv');
const SEED = 1;
const WINDOWS = 100;
const SIZES = [200, 500, 5000] as const;

type Row = Readonly<Record<string, string>>;

interface Fault {
  readonly what: string;
  /** Columns that the fault touches; every one when absent. */
  readonly touches?: readonly string[];
  readonly strike: (row: Row, dice: Random) => Row;
}

/** One value of a column, changed. */
function change(column: string, to: (cell: string, dice: Random) => string): Pick<Fault, 'touches' | 'strike'> {
  return { touches: [column], strike: (row, dice) => ({ ...row, [column]: to(row[column] ?? '', dice) }) };
}

function sometimes(share: number, cell: string): (before: string, dice: Random) => string {
  return (before, dice) => (dice() < share ? cell : before);
}

function times(factor: number): (cell: string) => string {
  return (cell) => String(Number(cell) * factor);
}

/** `capitalAve` is never 0; `num857` and `num415` are nearly the same column, and `num857` and `you` are not. */
function faults(): readonly Fault[] {
  const swap = (one: string, other: string): Pick<Fault, 'touches' | 'strike'> => ({
    touches: [one, other],
    strike: (row) => ({ ...row, [one]: row[other] ?? '', [other]: row[one] ?? '' }),
  });
  return [
    { what: 'nothing is wrong (57 features and the answer)', strike: (row) => row },
    { what: 'another unit: × 1.609', ...change('capitalAve', times(1.609)) },
    { what: 'another unit: × 100', ...change('capitalAve', times(100)) },
    { what: '10 % more in every row', ...change('capitalAve', times(1.1)) },
    { what: '5 % of the values become 0', ...change('capitalAve', sometimes(0.05, '0')) },
    { what: '20 % of the values become 0', ...change('capitalAve', sometimes(0.2, '0')) },
    { what: '5 % of the values are missing', ...change('capitalAve', sometimes(0.05, '')) },
    { what: '1 % of the values are no number', ...change('capitalAve', sometimes(0.01, 'n/a')) },
    { what: 'the feature is stuck at one value', ...change('capitalAve', () => '2.276') },
    { what: 'two like columns are swapped', ...swap('num857', 'num415') },
    { what: 'two unlike columns are swapped', ...swap('num857', 'you') },
    { what: '5 % of the answers are a new class', ...change('type', sometimes(0.05, 'unsure')) },
    { what: 'every answer is the same', ...change('type', () => 'spam') },
    {
      what: 'the truth is the opposite, inputs and answers as before (concept drift)',
      strike: (row) => row,
      touches: ['capitalAve', 'type'],
    },
  ];
}

/** The whole table, in Markdown. */
export function driftTable(): string {
  return [
    `| fault | ${SIZES.map((size) => `n = ${size.toLocaleString('en')}`).join(' | ')} | PSI | seen by |`,
    `| --- | ${SIZES.map(() => '---: |').join(' ')} ---: | --- |`,
    ...driftRows(() => true),
  ].join('\n');
}

export function faultNames(): string[] {
  return faults().map(({ what }) => what);
}

/** The rows of those faults that one is interested in. */
export function driftRows(wanted: (what: string) => boolean): string[] {
  const { names, rows } = read();
  return faults()
    .filter(({ what }) => wanted(what))
    .map((fault) => driftRow(fault, rows, names));
}

function driftRow({ what, touches, strike }: Fault, whole: readonly Row[], names: readonly string[]): string {
  const columns = touches ?? names;
  const rows = whole.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? ''])));
  const reference = baseline(rows, columns);
  const found = SIZES.map((size) => {
    const dice = seeded(SEED);
    return Array.from({ length: WINDOWS }, () => {
      const builder = new ProfileBuilder(reference);
      builder.add(batchOf(draw(rows, size, strike, dice), columns));
      return judge(reference, builder.finish('compact'));
    });
  });
  const shares = found.map((verdicts) => verdicts.filter(({ verdict }) => verdict === 'drift').length / WINDOWS);
  const largest = found.at(-1) ?? [];
  const psi = median(largest.map(({ features }) => Math.max(...features.map(({ comparison }) => comparison?.psi ?? 0))));
  const percents = shares.map((share) => `${Math.round(100 * share)} %`).join(' | ');
  return `| ${what} | ${percents} | ${Number(psi.toPrecision(2))} | ${seenBy(largest.flatMap(({ features }) => features))} |`;
}

/** The statistics that the drifted columns were told by, the most frequent first. */
function seenBy(features: readonly FeatureVerdict[]): string {
  const counts = new Map<string, number>();
  for (const { drifted, statistic } of features) if (drifted && statistic !== null) counts.set(statistic, (counts.get(statistic) ?? 0) + 1);
  const names = [...counts].sort(([, one], [, other]) => other - one).map(([name]) => `\`${name}\``);
  return names.length === 0 ? 'nothing' : names.join(', ');
}

function read(): { names: readonly string[]; rows: readonly Row[] } {
  const table = csvRows(readFileSync(DATA, 'utf8'));
  const [names = [], ...cells] = table.ok ? table.rows : [];
  return { names, rows: cells.map((row) => Object.fromEntries(names.map((name, place) => [name, row[place] ?? '']))) };
}

function batchOf(rows: readonly Row[], columns: readonly string[]): { rows: number; columns: Map<string, string[]> } {
  return { rows: rows.length, columns: new Map(columns.map((name) => [name, rows.map((row) => row[name] ?? '')])) };
}

function baseline(rows: readonly Row[], columns: readonly string[]): Profile {
  const batch = batchOf(rows, columns);
  const builder = new ProfileBuilder(planTable(batch, rows.length, { predictions: columns.filter((name) => name === 'type') }));
  builder.add(batch);
  return builder.finish('compact');
}

function draw(rows: readonly Row[], size: number, strike: Fault['strike'], dice: Random): Row[] {
  return Array.from({ length: size }, () => strike(rows[Math.floor(dice() * rows.length)] ?? {}, dice));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}
