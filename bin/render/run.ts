import { createColors } from 'picocolors';
import { plural, type PipelineRun, type StepRun } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;

/** A run as a person reads it: every step with what it took and gave, then how it ended. */
export function renderRun(run: PipelineRun, surface: Surface): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const paint = createColors(surface.colors);
  const head: Cell[] = ['step', '', 'rows', 'seconds', 'files'].map((text) => ({ text, style: paint.dim }));
  const mark = ({ status, kept }: StepRun): Cell =>
    status === 'done'
      ? { text: kept === true ? 'kept' : 'done', style: paint.green }
      : status === 'skipped'
        ? { text: 'left out', style: paint.dim }
        : status === 'failed'
          ? { text: 'failed', style: paint.red }
          : { text: 'not begun', style: paint.dim };
  const rows = run.steps.map((step): Cell[] => [
    { text: step.kind === 'check' ? `${step.name} (checks)` : step.name },
    mark(step),
    { text: step.rows === undefined ? '' : step.rows.toLocaleString('en') },
    { text: step.seconds === undefined ? '' : step.seconds.toFixed(2) },
    { text: step.files?.join(' ') ?? '' },
  ]);
  const ended =
    run.status === 'interrupted'
      ? `${paint.yellow('The run was interrupted')} after ${run.seconds.toFixed(2)} s. --name ${run.name} goes on after the last step that was done.`
      : run.because !== undefined
        ? `The run did nothing: ${run.because}.`
        : run.status === 'succeeded'
          ? `${paint.green('The run succeeded')} in ${run.seconds.toFixed(2)} s: ${plural(run.steps.length, 'step')}. Its record is ${run.folder}/record.json.`
          : `${paint.red('The run failed')} after ${run.seconds.toFixed(2)} s with ${run.error ?? 'no error'}. Once it is mended, --name ${run.name} goes on after the last step that was done.`;
  return [
    hanging(`Run ${run.name} of ${run.pipeline}`, width, 0),
    columns([head, ...rows], width, 0),
    ...(run.cause === undefined ? [] : run.cause.split(/; |\n/).map((cause) => hanging(`- ${cause}`, width, 2))),
    ...run.metrics.map(({ name, value }) => hanging(`published: ${name} ${value}`, width, 0)),
    ended,
    '',
  ].join('\n');
}
