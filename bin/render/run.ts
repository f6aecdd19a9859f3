import { dirname, relative } from 'node:path';
import { createColors } from 'picocolors';
import { causeText } from '../../core/pipeline/index.js';
import { plural, type PipelineRun, type StepRun } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
/** Folders that are named; a step that writes one for every call has many. */
const MOST_FOLDERS = 3;
/** Where the lines of a cause after its first begin. */
const FURTHER = 6;

/**
 * A run as a person reads it: every step with what it read, took and gave, those that stood side by side in a bracket; then how it ended.
 *
 * @param page path of its page, where one was written
 */
export function renderRun(run: PipelineRun, page: string | undefined, surface: Surface): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, surface.columns));
  const paint = createColors(surface.colors);
  const head: Cell[] = ['', 'step', '', 'rows', 'seconds', 'read', 'wrote'].map((text) => ({ text, style: paint.dim }));
  const rows = levels(run.steps).flatMap((level) =>
    level.map((step, at): Cell[] => [
      { text: bracket(at, level.length), style: paint.dim, further: at < level.length - 1 ? '│' : '' },
      { text: step.kind === 'check' ? `${step.name} (checks)` : step.name },
      mark(step, paint),
      { text: step.rows === undefined ? '' : step.rows.toLocaleString('en') },
      { text: step.seconds === undefined ? '' : step.seconds.toFixed(2) },
      { text: [...step.reads, ...new Set(step.after)].join(', ') },
      { text: foldersOf(step, run) },
    ]),
  );
  return [
    hanging(`Run ${run.name} of ${run.pipeline}, in ${run.folder}`, width, 0),
    columns([head, ...rows], width, 0),
    ...causes(run).map((cause) => block(cause, width)),
    ...run.metrics.map(({ name, value }) => hanging(`published: ${name} ${value}`, width, 0)),
    ended(run, paint),
    ...(page === undefined ? [] : [`Its picture is ${page}.`]),
    '',
  ].join('\n');
}

/** Within the folder of the run: what a step wrote lies in a folder of its own. */
function foldersOf({ files = [] }: StepRun, { folder }: PipelineRun): string {
  const folders = [...new Set(files.map((file) => `${relative(folder, dirname(file))}/`))];
  if (folders.length <= MOST_FOLDERS) return folders.join(' ');
  const around = new Set(folders.map((each) => dirname(each)));
  return `${[...around].join('/ ')}/ (${folders.length} folders)`;
}

/** Ends that name more than one thing that is not met. */
const LISTS = ['DataCheckFailed', 'ModelNotReady'];

function causes({ error = '', cause }: PipelineRun): string[] {
  if (cause === undefined) return [];
  return LISTS.includes(error) ? cause.split(/; |\n/) : [causeText(cause)];
}

/** What a program printed keeps its lines, each as far in as it was. */
function block(text: string, width: number): string {
  const [first = '', ...rest] = text.split('\n');
  const further = rest.map((line) => hanging(line.trimStart(), width, FURTHER + line.length - line.trimStart().length));
  return [hanging(`- ${first}`, width, 2), ...further].join('\n');
}

type Paint = ReturnType<typeof createColors>;

function mark({ status, kept }: StepRun, paint: Paint): Cell {
  if (status === 'done') return { text: kept === true ? 'kept' : 'done', style: paint.green };
  if (status === 'failed') return { text: 'failed', style: paint.red };
  if (status === 'stopped') return { text: 'stopped', style: paint.yellow };
  return { text: status === 'skipped' ? 'left out' : 'not begun', style: paint.dim };
}

function ended({ status, seconds, name, because, steps, folder, error }: PipelineRun, paint: Paint): string {
  const took = `${seconds.toFixed(2)} s`;
  if (status === 'interrupted')
    return `${paint.yellow('The run was interrupted')} after ${took}. --name ${name} goes on after the last step that was done.`;
  if (because !== undefined) return `The run did nothing: ${because}.`;
  if (status === 'succeeded')
    return `${paint.green('The run succeeded')} in ${took}: ${plural(steps.length, 'step')}. Its record is ${folder}/record.json.`;
  return `${paint.red('The run failed')} after ${took} with ${error ?? 'no error'}. Once it is mended, --name ${name} goes on after the last step that was done.`;
}

/** Steps by how many others are before them: those of one level stood side by side. */
function levels(steps: readonly StepRun[]): StepRun[][] {
  const level = new Map<string, number>();
  const all: StepRun[][] = [];
  for (const step of steps) {
    const own = Math.max(0, ...step.after.map((name) => (level.get(name) ?? 0) + 1));
    level.set(step.name, own);
    (all[own] ??= []).push(step);
  }
  return all;
}

function bracket(at: number, of: number): string {
  if (of === 1) return ' ';
  if (at === 0) return '┌';
  return at === of - 1 ? '└' : '│';
}
