import { createColors } from 'picocolors';
import { plural, type DifferingRow, type ShadowComparison, type ShadowReport } from '../../runtime/index.js';
import { columns, hanging, painted, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
const FLIPS_SHOWN = 4;
const ROWS_SHOWN = 8;
const FEATURES_SHOWN = 6;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** A candidate beside the current model, for a terminal. */
export function renderShadow(report: ShadowReport, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const { compared } = report;
  const parts = [
    heading(report, canvas),
    ...(compared === null
      ? []
      : [agreement(compared, canvas), differing(compared, canvas), figures(report, compared, canvas), faults(compared, canvas)]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function heading({ current, candidate, broken, compared }: ShadowReport, { width, paint }: Canvas): string {
  const rows = compared === null ? '' : ` on ${plural(compared.requests, 'request')} (${compared.from})`;
  const verdict =
    broken.length === 0
      ? 'breaks nothing that is declared'
      : `breaks ${plural(broken.length, 'thing')} that ${broken.length === 1 ? 'is' : 'are'} declared`;
  return [
    painted(
      hanging(`${candidate} beside ${current}${rows}: ${verdict}`, width, 0),
      [verdict, broken.length === 0 ? paint.green : paint.red],
      [candidate, paint.bold],
    ),
    ...broken.map((text) => paint.red(hanging(text, width, 1))),
  ].join('\n');
}

function agreement({ agreement: { rows, same, flips, difference }, golden }: ShadowComparison, { width, paint }: Canvas): string {
  const lines = [
    ...(same === null
      ? []
      : [
          `${paint.bold(`${percent(same.value)} of ${plural(rows, 'row')} have the same label`)} (${percent(same.lower)} to ${percent(same.upper)}, 95 % interval)`,
        ]),
    ...flips.slice(0, FLIPS_SHOWN).map(({ from, to, count }) => `  ${count} x ${from} becomes ${to}`),
    ...(flips.length > FLIPS_SHOWN ? [`  and ${plural(flips.length - FLIPS_SHOWN, 'more kind')} of flip`] : []),
    ...(difference === null
      ? []
      : [
          `scores differ by ${number(difference.p50)} usually, ${number(difference.p99)} in the worst of a hundred, ${number(difference.most)} at most`,
        ]),
    golden === null
      ? paint.dim('golden rows: its own, where it has some, were checked when it was loaded; --golden FILE holds it to others')
      : `golden rows: ${golden.rows - golden.differences.length} of ${golden.rows} as declared`,
  ];
  return lines.map((line) => hanging(line, width, 0)).join('\n');
}

function differing({ differing: rows }: ShadowComparison, { width, paint }: Canvas): string {
  if (rows.length === 0) return '';
  const head = ['row', 'current', 'candidate', 'features'].map((text): Cell => ({ text, style: paint.dim }));
  const shown = rows.slice(0, ROWS_SHOWN);
  const hidden = rows[0]?.hidden ?? 0;
  return [
    paint.bold('Rows on which they differ most'),
    columns([head, ...shown.map(rowCells)], width, 1),
    ...(rows.length > shown.length
      ? [paint.dim(hanging(`and ${plural(rows.length - shown.length, 'more row')}; --json has ${rows.length}`, width, 1))]
      : []),
    ...(hidden > 0
      ? [paint.dim(hanging(`${plural(hidden, 'feature')} marked sensitive ${hidden === 1 ? 'is' : 'are'} never shown`, width, 1))]
      : []),
  ].join('\n');
}

function rowCells({ row, current, candidate, features }: DifferingRow): Cell[] {
  return [
    { text: String(row), align: 'right' },
    { text: decision(current) },
    { text: decision(candidate) },
    { text: features === null ? 'not shown: no schema says which are sensitive' : featuresText(features) },
  ];
}

function featuresText(features: NonNullable<DifferingRow['features']>): string {
  const all = Object.entries(features);
  const rest = all.length - FEATURES_SHOWN;
  return `${all
    .slice(0, FEATURES_SHOWN)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')}${rest > 0 ? `, ${rest} more` : ''}`;
}

function decision({ label, score }: DifferingRow['current']): string {
  return [label, score === undefined ? undefined : number(score)].filter((part) => part !== undefined).join(' ') || 'nothing';
}

function figures(report: ShadowReport, { models, promisedMillis }: ShadowComparison, { width, paint }: Canvas): string {
  const head = ['', 'p50', 'p99', 'loads in', 'peak memory'].map((text): Cell => ({ text, style: paint.dim }));
  const row = (name: string, { p50Millis, p99Millis, loadMillis, peakMemoryMiB }: ShadowComparison['models']['current']): Cell[] => [
    { text: name },
    { text: `${p50Millis} ms`, align: 'right' },
    { text: `${p99Millis} ms`, align: 'right' },
    { text: `${loadMillis} ms`, align: 'right' },
    { text: peakMemoryMiB === null ? 'not known' : `${peakMemoryMiB} MiB`, align: 'right' },
  ];
  return [
    columns([head, row(report.current, models.current), row(report.candidate, models.candidate)], width, 1),
    paint.dim(
      hanging(`on this machine, one request at a time${promisedMillis === null ? '' : `; ${promisedMillis} ms are promised`}`, width, 1),
    ),
  ].join('\n');
}

function faults({ knownFaults }: ShadowComparison, { width, paint }: Canvas): string {
  if (knownFaults === null) return '';
  const { rows, mended, same, otherwise, stale } = knownFaults;
  return [
    painted(
      hanging(
        `Known faults of the current model: ${mended} of ${rows} mended, ${same} as before, ${otherwise} wrong in another way`,
        width,
        0,
      ),
      ['Known faults', paint.bold],
    ),
    ...(stale > 0
      ? [
          paint.yellow(
            hanging(
              `on ${plural(stale, 'row')} the current model no longer gives what its file says; write known-faults.jsonl anew`,
              width,
              1,
            ),
          ),
        ]
      : []),
  ].join('\n');
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
