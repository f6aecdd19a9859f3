import { join } from 'node:path';
import { createColors } from 'picocolors';
import { causeText } from '../../core/pipeline/index.js';
import { plural, type BatchJobPlan, type BatchPlayResult } from '../../runtime/index.js';
import { grouped } from './batch-bar.js';
import { hanging } from './layout.js';
import { publishedText } from './run-record.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;

/** A text and how it looks. */
type Line = readonly [text: string, style?: (text: string) => string];

/** What runs of a declared batch deployment came to, for a terminal. */
export function renderDeclared({ path }: BatchJobPlan, results: readonly BatchPlayResult[], root: string, surface: Surface): string {
  const paint = createColors(surface.colors);
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const local = (uri: string): string => join(root, uri.replace('s3://', ''));
  // A path that is broken over lines cannot be pasted; colours are put on what is laid out, since a terminal's own orders are taken out of texts.
  const wrapped = ([line, style = String]: Line, at: number): string =>
    line.startsWith(root) ? `  ${line}` : style(hanging(line, width, at === 0 ? 0 : 2));
  const lines = results.flatMap((result) => runLines(result, local, paint).map(wrapped));
  const pointer = results.at(-1)?.pointer;
  const assumed = new Map(
    results.flatMap(({ jobs }) => jobs).flatMap(({ assumptions }) => assumptions.map(({ id, taken }) => [id, taken] as const)),
  );
  return `${[
    paint.bold(path),
    ...lines,
    pointer === undefined
      ? 'nothing is published'
      : `${hanging(`readers read run ${pointer.runId}, ${plural(pointer.rows, 'row')} as of ${pointer.dataTime}:`, width, 0)}\n  ${local(pointer.output)}`,
    ...(assumed.size === 0
      ? []
      : [
          hanging(
            `assumed of the transform job, which nobody has confirmed: ${[...assumed].map(([id, taken]) => `${id} ${taken}`).join(', ')}`,
            width,
            0,
          ),
        ]),
  ].join('\n')}\n`;
}

function runLines(
  { execution, runId, record, jobs }: BatchPlayResult,
  local: (uri: string) => string,
  paint: ReturnType<typeof createColors>,
): Line[] {
  const { status, error = 'no error', cause = '', output } = execution;
  if (status !== 'SUCCEEDED') {
    const reason = jobs.flatMap(({ objects }) =>
      objects.flatMap(({ problem }) => (problem === undefined ? [] : [problemText(problem)])),
    )[0];
    return [[`run ${runId} failed: ${error}`, paint.red], [reason ?? causeText(cause)]];
  }
  const left = output as { readonly status?: string; readonly because?: string } | undefined;
  if (left?.status !== undefined) return [[`run ${runId} had nothing to do: ${left.because ?? left.status}`]];
  if (record === undefined) return [[`run ${runId} ended without a record`]];
  const { rowsIn, rowsOut, rejected, setAside = [], input } = record;
  return [
    [
      `run ${runId}: ${grouped(rowsIn)} rows of ${plural(input.objects, 'object')}, ${grouped(rowsOut)} scored, ${publishedText(record)}`,
      paint.green,
    ],
    ...setAside.map(({ key, rows }): Line => [`${key} set aside, with its ${grouped(rows)} rows`, paint.red]),
    ...(rejected === 0
      ? []
      : ([[`${grouped(rejected)} set aside:`, paint.red], [local(record.output.replace('/output/', '/rejected/'))]] as const)),
  ];
}

function problemText(problem: unknown): string {
  return typeof problem === 'string' ? problem : JSON.stringify(problem);
}
