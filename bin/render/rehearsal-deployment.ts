import {
  countText,
  figureText,
  harmText,
  isPlayed,
  minutesText,
  plural,
  VERDICT_WORDS,
  type AlarmReport,
  type DeploymentReport,
  type FaultReport,
  type RehearsalReport,
} from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Canvas } from './rehearsal.js';
import { renderModels } from './rehearsal-models.js';
import { renderUpdates } from './rehearsal-updates.js';

/** From here on there is room for what a narrow terminal leaves out. */
const WIDE = 110;
/** From so many on, alarms that cannot be reproduced have one row. */
const FEW = 4;
const MOST_STRENGTHS = 3;

/** One deployment: what was measured, who is told of each fault, what each alarm sees. */
export function renderDeployment(report: RehearsalReport, deployment: DeploymentReport, canvas: Canvas): string {
  const { path } = deployment;
  const faults = report.faults.filter((fault) => fault.deployment === path);
  const alarms = report.alarms.filter((alarm) => alarm.deployment === path);
  return [
    title(deployment, canvas),
    isPlayed(deployment) ? faultTable(faults, canvas) : '',
    renderUpdates(
      report.updates.filter((update) => update.deployment === path),
      canvas,
    ),
    alarmTable(alarms, canvas),
    renderModels(
      report.models.filter((model) => model.deployment === path),
      canvas,
    ),
    days(deployment, canvas),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function title({ path, mode, served, reason, measured, ...deployment }: DeploymentReport, canvas: Canvas): string {
  const { paint, width } = canvas;
  const head = `${paint.bold(path)}  ${mode}`;
  if (!served || reason !== null) return `${head}\n${hanging(`not played: ${reason ?? 'no reason is given'}`, width, 1)}`;
  const said = [...termsOf(deployment), ...measured.filter(({ basis }) => basis === 'measured').map(figureText)];
  return `${head}\n${hanging(said.join(', '), width, 1, 0)}`;
}

/** What is promised, and what comes in. */
function termsOf({
  promisedMillis,
  requestsPerMinute,
  runs,
}: Pick<DeploymentReport, 'promisedMillis' | 'requestsPerMinute' | 'runs'>): string[] {
  if (runs !== null)
    return [
      ...(runs.promise === null ? [] : [`promised ${runs.promise}`]),
      `runs ${runs.started}`,
      ...(runs.records === null ? [] : [`${countText(runs.records)} records a run`]),
    ];
  return [
    promisedMillis === null ? 'no latency is promised' : `promised ${promisedMillis} ms`,
    requestsPerMinute === null ? 'traffic unknown' : `${countText(requestsPerMinute)} requests a minute`,
  ];
}

function faultTable(faults: readonly FaultReport[], { paint, width, label }: Canvas): string {
  const run = faults.filter(({ status }) => status !== 'not-runnable');
  if (run.length === 0) return '';
  const wide = width >= WIDE;
  const head: Cell[] = ['fault', ...(wide ? ['what happens'] : []), 'who is told', 'after', 'harmed before that'].map((text) => ({
    text,
    style: paint.dim,
  }));
  const rows = run.map((fault): Cell[] => {
    const { name, status, seenBy, minutes, deployment, strength } = fault;
    const style = status === 'blind' ? paint.red : status === 'seen' ? paint.green : paint.dim;
    return [
      { text: name, style },
      ...(wide ? [{ text: strength }] : []),
      { text: told(fault, (alarm) => label(deployment, alarm)), style: status === 'blind' ? paint.red : undefined },
      { text: seenBy.length === 0 || minutes === null ? '' : minutesText(minutes), align: 'right' },
      { text: harmText(fault) },
    ];
  });
  return columns([head, ...rows], width, 1);
}

/** Who was told first, and how many besides. */
function told({ status, seenBy, matrix }: FaultReport, label: (alarm: string) => string): string {
  const [first, ...others] = seenBy;
  if (first !== undefined) {
    const severity = matrix.find(({ alarm }) => alarm === first)?.severity ?? 'none';
    const more = others.length === 0 ? '' : `, ${others.map(label).join(', ')}`;
    return `${label(first)}${severity === 'none' ? '' : ` (${severity})`}${more}`;
  }
  if (status === 'seen') return 'found without a run';
  return status === 'blind' ? 'nobody' : 'nobody, and no harm';
}

function alarmTable(alarms: readonly AlarmReport[], { paint, width, label }: Canvas): string {
  if (alarms.length === 0) return '';
  const wide = width >= WIDE;
  const head: Cell[] = ['alarm', ...(wide ? ['goes off when'] : []), 'in rehearsal', 'the weakest fault it sees'].map((text) => ({
    text,
    style: paint.dim,
  }));
  // Why they cannot be is said above, by name: rows that say no more would hide those that do.
  const unseen = alarms.filter(({ verdict }) => verdict === 'not-reproducible');
  const shown = unseen.length < FEW ? alarms : alarms.filter(({ verdict }) => verdict !== 'not-reproducible');
  const rows = shown.map(({ deployment, name, watches, verdict, firesOn, weakest }): Cell[] => [
    { text: label(deployment, name) },
    ...(wide ? [{ text: watches }] : []),
    verdict === 'fires'
      ? { text: firesOn.length === 0 ? 'fires at other strengths' : `fires on ${plural(firesOn.length, 'fault')}`, style: paint.green }
      : { text: VERDICT_WORDS[verdict], style: verdict === 'never-fires' || verdict === 'noisy' ? paint.red : paint.yellow },
    { text: weakestText(weakest) },
  ]);
  if (shown !== alarms) {
    const words = { text: VERDICT_WORDS['not-reproducible'], style: paint.yellow };
    rows.push([{ text: `${unseen.length} others` }, ...(wide ? [{ text: '' }] : []), words, { text: 'said above' }]);
  }
  return `\n${columns([head, ...rows], width, 1)}`;
}

/** As many as a line holds; the page has them all. */
function weakestText(weakest: AlarmReport['weakest']): string {
  const shown = weakest.slice(0, MOST_STRENGTHS).map(({ text }) => text);
  const left = weakest.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join('; ');
}

function days({ healthy, runs }: DeploymentReport, { paint, width }: Canvas): string {
  if (healthy === null) return '';
  const { days: count, requests, falsePages, falseTickets } = healthy;
  const style = falsePages === 0 ? paint.green : paint.red;
  const said = `${plural(falsePages, 'false page')}, ${plural(falseTickets, 'false ticket')}`;
  return `\n${style(hanging(`${count} healthy days, ${countText(requests)} ${runs === null ? 'requests' : runs.records === null ? 'runs' : 'records'}: ${said}`, width, 1))}`;
}
