import { relative } from 'node:path';
import { causeText, type PipelineRecord } from '../../../core/pipeline/index.js';
import { escape } from '../../page/escape.js';
import { staticPage } from '../../page/static-page.js';
import type { PipelineRun, StepRun } from '../local/run-pipeline.js';
import { picture } from './picture.js';
import { STYLE } from './style.js';
import { STATUS_TEXT, className, countText, secondsText } from './words.js';

/** A run on one page that asks for nothing: a picture of its steps, what each read and wrote, and when. */
export function runPage(run: PipelineRun, record: PipelineRecord | undefined): string {
  const { pipeline, name, status, seconds, error, cause, steps, metrics, folder } = run;
  const done = steps.filter((step) => step.status === 'done').length;
  const asOf = record?.time === undefined ? '' : `, as of ${escape(record.time)}`;
  const why = error === undefined ? '' : `<p class="cause">${escape(cause === undefined ? error : `${error}: ${causeText(cause)}`)}</p>`;
  const body = `<main id="page">
<h1>${escape(pipeline)}</h1>
<p class="verdict ${status}">Run ${escape(name)} ${status} in ${secondsText(seconds)}: ${done} of ${steps.length} steps done${asOf}. What it wrote lies in ${escape(folder)}.</p>
${why}
${section('Picture', scrolling('Picture of the steps', picture(steps)))}
${section(
  'Steps',
  table(
    ['step', 'kind', 'status', 'rows', 'seconds', 'when', 'read', 'wrote'],
    steps.map((step) => stepCells(step, run)),
  ),
)}
${inputs(record)}
${
  metrics.length === 0
    ? ''
    : section(
        'Published',
        table(
          ['metric', 'value'],
          metrics.map((each) => [escape(each.name), String(each.value)]),
        ),
      )
}
</main>`;
  return staticPage({ title: `${pipeline}: run ${name} ${status}`, command: 'slipway run', style: STYLE, body });
}

function stepCells(step: StepRun, { steps, seconds: all, folder }: PipelineRun): string[] {
  const { name, kind, status, rows, kept, began, seconds, files = [], after, reads } = step;
  const rowsOf = (input: string): string => {
    const count = steps.find((one) => one.name === input)?.rows;
    return count === undefined ? input : `${input} (${countText(count)})`;
  };
  return [
    escape(name),
    escape(kind),
    `<span class="status ${className(status)}">${STATUS_TEXT[status]}${kept === true ? ', kept' : ''}</span>`,
    rows === undefined ? '' : countText(rows),
    seconds === undefined ? '' : seconds.toFixed(2),
    began === undefined || seconds === undefined ? '' : bar(began, seconds, all),
    escape([...reads, ...[...new Set(after)].map(rowsOf)].join(', ')),
    escape(filesText(files, folder)),
  ];
}

/** Files that are named; a step that makes many calls writes many. */
const MOST_FILES = 5;

/** Within the folder of the run. */
function filesText(files: readonly string[], folder: string): string {
  const more = files.length - MOST_FILES;
  return `${files
    .slice(0, MOST_FILES)
    .map((file) => relative(folder, file))
    .join(' ')}${more > 0 ? ` and ${countText(more)} more` : ''}`;
}

const BAR = { width: 120, height: 10, least: 1.5 } as const;

/** When a step ran, within the time of the run. */
function bar(began: number, seconds: number, all: number): string {
  const scale = all === 0 ? 0 : BAR.width / all;
  const label = `from ${secondsText(began)} to ${secondsText(began + seconds)}`;
  const [x, width] = [(began * scale).toFixed(1), Math.max(BAR.least, seconds * scale).toFixed(1)];
  return `<svg class="bar" width="${BAR.width}" height="${BAR.height}" role="img" aria-label="${label}"><title>${label}</title><rect class="track" width="${BAR.width}" height="${BAR.height}" rx="2"/><rect class="time" x="${x}" width="${width}" height="${BAR.height}" rx="2"/></svg>`;
}

function inputs(record: PipelineRecord | undefined): string {
  const rows = Object.entries(record?.inputs ?? {}).map(([name, { objects, bytes, newest, digest, uri }]) =>
    [name, countText(objects), countText(bytes), newest, digest, uri].map(escape),
  );
  return rows.length === 0 ? '' : section('What was read', table(['table', 'objects', 'bytes', 'newest', 'digest', 'from'], rows));
}

const section = (title: string, content: string): string => `<section><h2>${title}</h2>\n${content}</section>`;

/** A keyboard reaches it, so that it can be scrolled without a pointer. */
const scrolling = (label: string, content: string): string =>
  `<div class="scroll" role="group" aria-label="${label}" tabindex="0">${content}</div>`;

/** @param rows cells as HTML; the first of a row names it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col">${text}</th>`).join('');
  const body = rows.map(
    ([first = '', ...rest]) => `<tr><th scope="row">${first}</th>${rest.map((cell) => `<td>${cell}</td>`).join('')}</tr>`,
  );
  return scrolling(`Table by ${heads[0]}`, `<table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table>`);
}
