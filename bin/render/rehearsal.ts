import { createColors } from 'picocolors';
import {
  alarmFindings,
  alarmLabels,
  alarmSentence,
  countsAgainst,
  foundText,
  isPlayed,
  notRun,
  orderedSpots,
  scopeText,
  spotCounts,
  spotSentence,
  unwatched,
  type BlindSpot,
  type RehearsalReport,
} from '../../runtime/index.js';
import { hanging } from './layout.js';
import { renderAsks, renderAssumptions } from './rehearsal-assumptions.js';
import { renderDeployment } from './rehearsal-deployment.js';

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
    canvas.paint.bold(hanging(`Rehearsal of ${scopeText(report)}`, canvas.width, 0)),
    blindSpots(report, canvas),
    nobodyWatches(report, canvas),
    ...alarms(report, canvas),
    ...report.deployments.map((deployment) => renderDeployment(report, deployment, canvas)),
    leftOut(report, canvas),
    report.deployments.some(isPlayed) ? renderAssumptions(report, canvas) : renderAsks(report, canvas),
    verdict(report, canvas),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function blindSpots(report: RehearsalReport, { paint, width }: Canvas): string {
  const spots = orderedSpots(report);
  if (spots.length === 0) {
    return report.deployments.some(isPlayed)
      ? paint.green('No blind spots: of every fault that did harm somebody was told')
      : 'Nothing was played: see each endpoint for what it lacks';
  }
  const line = (spot: BlindSpot): string =>
    hanging(`${spot.fault}, ${spotSentence(spot)}`, width, 1).replace(spot.fault, () =>
      (spotCounts(spot) ? paint.red : paint.dim)(spot.fault),
    );
  const shown = spots.filter((spot) => !spotCounts(spot));
  return [
    paint.bold(`Blind spots: ${spots.length}`),
    ...spots.filter(spotCounts).map(line),
    ...(shown.length === 0 ? [] : [paint.dim(' shown, and not counted against it:')]),
    ...shown.map(line),
  ].join('\n');
}

function nobodyWatches(report: RehearsalReport, { paint, width }: Canvas): string {
  const left = unwatched(report);
  if (left.length === 0) return '';
  return [
    paint.bold(`Endpoints that no alarm watches: ${left.length}`),
    ...left.map(({ path, mode }) =>
      hanging(`${path}, ${mode}: whatever breaks, nobody is told`, width, 1).replace(path, () => paint.red(path)),
    ),
  ].join('\n');
}

function leftOut(report: RehearsalReport, { paint, width }: Canvas): string {
  const left = notRun(report);
  if (left.length === 0) return '';
  return [
    paint.bold('Faults that did not run'),
    ...left.map(({ reason, faults }) => hanging(`${faults.join(', ')}: ${reason}`, width, 1)),
  ].join('\n');
}

function alarms(report: RehearsalReport, { paint, width, label }: Canvas): string[] {
  return alarmFindings(report).map(({ title, alarms: found }) => {
    // Alarms of which the same is to be said, such as those that a choice of faults leaves alone, are said together.
    const lines = [...grouped(found, alarmSentence)].map(([sentence, [first, ...alike]]) => {
      const name = [first, ...alike].map((alarm) => label(alarm.deployment, alarm.name)).join(', ');
      const style = countsAgainst(first) ? paint.red : paint.yellow;
      if (alike.length > 0) return hanging(`${name}: ${sentence}`, width, 1);
      return hanging(`${name} ${sentence}`, width, 1).replace(name, () => style(name));
    });
    return [paint.bold(`${title}: ${found.length}`), ...lines].join('\n');
  });
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, [T, ...T[]]> {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}

function verdict(report: RehearsalReport, { paint, width }: Canvas): string {
  const found = foundText(report);
  if (found === null) return paint.green('Nothing found that counts. This is a rehearsal and no proof.');
  return `${hanging(`Found ${found}.`, width, 0).split('\n').map(paint.red).join('\n')}\n${paint.dim('Mend it, or accept it with --allow ID --reason TEXT.')}`;
}
