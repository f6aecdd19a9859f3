import { createColors } from 'picocolors';
import {
  alarmLabels,
  countsAgainst,
  plural,
  spotCounts,
  type AlarmReport,
  type AlarmVerdict,
  type BlindSpot,
  type RehearsalReport,
} from '../../runtime/index.js';
import { hanging } from './layout.js';
import { renderDeployment } from './rehearsal-deployment.js';
import { renderAssumptions } from './rehearsal-assumptions.js';

/** What a terminal can do. */
export interface Surface {
  /** Characters in a line. */
  readonly columns: number;
  readonly colors: boolean;
}

/** What every part of the picture needs. */
export interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
  readonly label: (deployment: string, name: string) => string;
}

const NARROWEST = 60;
const WIDEST = 160;
const IN_A_PIPE = 100;

/** What a stream can do: colours on a terminal alone, whatever else the environment says, and never against NO_COLOR. */
export function surfaceOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv = process.env): Surface {
  return { columns: stream.columns ?? IN_A_PIPE, colors: stream.isTTY ? (environment['NO_COLOR'] ?? '') === '' : false };
}

/** The report as a person reads it: what nobody sees first, then what can never be seen, then who is told of what. */
export function renderRehearsal(report: RehearsalReport, surface: Surface): string {
  const canvas: Canvas = {
    width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)),
    paint: createColors(surface.colors),
    label: alarmLabels(report.alarms),
  };
  return [
    heading(report, canvas),
    blindSpots(report, canvas),
    ...alarmTroubles(report, canvas),
    ...report.deployments.map((deployment) => renderDeployment(report, deployment, canvas)),
    renderAssumptions(report, canvas),
    renderVerdict(report, canvas),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function heading({ seed, deployments, alarms, faults }: RehearsalReport, { paint, width }: Canvas): string {
  const run = faults.filter(({ status }) => status !== 'not-runnable').length;
  const text = `Rehearsal of ${plural(deployments.length, 'deployment')}: ${plural(run, 'fault')} against ${plural(alarms.length, 'alarm')}, seed ${seed}`;
  return paint.bold(hanging(text, width, 0));
}

function blindSpots({ blindSpots: spots }: RehearsalReport, canvas: Canvas): string {
  const { paint } = canvas;
  if (spots.length === 0) return paint.green('No blind spots: every fault that did harm was told to somebody');
  const ordered = [...spots].sort((a, b) => Number(spotCounts(b)) - Number(spotCounts(a)));
  return [paint.bold(`Blind spots: ${spots.length}`), ...ordered.map((spot) => blindSpot(spot, canvas))].join('\n');
}

function blindSpot(spot: BlindSpot, { paint, width }: Canvas): string {
  const { deployment, fault, trouble, text, accepted } = spot;
  const style = spotCounts(spot) ? paint.red : paint.dim;
  const note = accepted === null ? (spot.counts ? '' : ' (shown, does not count)') : ` (accepted: ${accepted})`;
  return hanging(`${fault}, ${trouble}, ${deployment}: ${text}${note}`, width, 1).replace(fault, () => style(fault));
}

const TROUBLES: readonly { readonly title: string; readonly holds: (alarm: AlarmReport) => boolean }[] = [
  { title: 'Alarms that no fault trips', holds: ({ verdict }) => verdict === 'never-fires' },
  {
    title: 'Alarms that reach nobody',
    holds: ({ verdict, delivers, severity }) => verdict === 'fires' && !delivers && severity !== 'none',
  },
  { title: 'Alarms that go off on healthy days', holds: ({ verdict }) => verdict === 'noisy' },
  { title: 'Alarms that depend on what AWS does not publish', holds: ({ verdict }) => verdict === 'depends' },
  { title: 'Alarms that cannot be reproduced here', holds: ({ verdict }) => verdict === 'not-reproducible' },
];

function alarmTroubles({ alarms }: RehearsalReport, canvas: Canvas): string[] {
  return TROUBLES.map(({ title, holds }) => {
    const held = alarms.filter(holds);
    if (held.length === 0) return '';
    return [canvas.paint.bold(`${title}: ${held.length}`), ...held.map((alarm) => alarmLine(alarm, canvas))].join('\n');
  });
}

const SAID: Readonly<Record<AlarmVerdict, string>> = {
  fires: 'fires in rehearsal',
  'never-fires': 'never fires',
  noisy: 'is noisy',
  depends: 'depends',
  'not-reproducible': 'cannot be reproduced here',
};

/** `P99 never fires: threshold 100 is milliseconds, ModelLatency is in microseconds (app.ts:14)`. */
function alarmLine(alarm: AlarmReport, { paint, width, label }: Canvas): string {
  const { deployment, name, verdict, delivers, reason, source, path, depends, accepted } = alarm;
  const short = label(deployment, name);
  const words = verdict === 'fires' && !delivers ? 'reaches nobody' : SAID[verdict];
  const ends = depends.map(({ constant, at, outcome }) => `${constant} ${at}: ${outcome}`).join('; ');
  const why = [reason, ends].filter((part) => part !== null && part !== '').join('; ');
  const note = accepted === null ? '' : `, accepted: ${accepted}`;
  const style = countsAgainst(alarm) ? paint.red : paint.yellow;
  const line = `${short} ${words}${why === '' ? '' : `: ${why}`} (${source ?? path})${note}`;
  return hanging(line, width, 1).replace(short, () => style(short));
}

function renderVerdict({ alarms, blindSpots: spots }: RehearsalReport, { paint }: Canvas): string {
  const bad = alarms.filter(countsAgainst);
  const never = bad.filter(({ verdict }) => verdict === 'never-fires').length;
  const noisy = bad.length - never;
  const blind = spots.filter(spotCounts).length;
  const found = [
    blind > 0 ? plural(blind, 'blind spot') : '',
    never > 0 ? `${plural(never, 'alarm')} that never ${never === 1 ? 'fires' : 'fire'}` : '',
    noisy > 0 ? plural(noisy, 'noisy alarm') : '',
  ].filter((part) => part !== '');
  if (found.length === 0) return paint.green('Nothing found that counts. This is a rehearsal and no proof.');
  return `${paint.red(`Found ${found.join(', ')}.`)}\n${paint.dim('Mend it, or accept it with --allow ID --reason TEXT.')}`;
}
