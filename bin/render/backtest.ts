import { createColors } from 'picocolors';
import { plural, type Backtest, type BacktestedAlarm } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
const TIMES_SHOWN = 3;
const MINUTES_AN_HOUR = 60;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** What past metrics would have done to alarms, for a terminal: the loudest first. */
export function renderBacktest(report: Backtest, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const loudest = report.alarms.toSorted((a, b) => b.times - a.times);
  const parts = [
    canvas.paint.bold(
      hanging(
        `${plural(report.alarms.length, 'alarm')} over ${days(report.days)}, ${minute(report.from)} to ${minute(report.to)} UTC`,
        canvas.width,
        0,
      ),
    ),
    table(loudest, canvas),
    ...loudest.flatMap((alarm) => notes(alarm, report, canvas)),
    ...report.notReplayed.map(({ path, reason }) => canvas.paint.dim(hanging(`not replayed: ${path}: ${reason}`, canvas.width, 0))),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function table(alarms: readonly BacktestedAlarm[], { width, paint }: Canvas): string {
  if (alarms.length === 0) return '';
  const head: Cell[] = ['alarm', 'times', 'in ALARM', 'threshold', 'values seen'].map((text) => ({ text, style: paint.dim }));
  const rows = alarms.map((alarm): Cell[] => [
    { text: alarm.path },
    { text: timesText(alarm), align: 'right', style: alarm.tooOften ? paint.red : undefined },
    { text: duration(alarm.minutesInAlarm), align: 'right' },
    { text: alarm.threshold === null ? '' : number(alarm.threshold), align: 'right' },
    { text: rangeText(alarm) },
  ]);
  return columns([head, ...rows], width, 1);
}

function timesText({ times, fewest, most }: BacktestedAlarm): string {
  return fewest === most ? String(times) : `${times} (${fewest} to ${most})`;
}

function rangeText({ kind, least, greatest }: BacktestedAlarm): string {
  if (kind === 'composite') return '';
  return least === null || greatest === null ? 'none' : `${number(least)} to ${number(greatest)}`;
}

/** What a row of the table cannot say. */
function notes(alarm: BacktestedAlarm, { atMost }: Backtest, { width }: Canvas): string[] {
  const { path, at, quieter, source, withoutData, dependsOn, approximated } = alarm;
  const where = source === null ? path : `${path} (${source})`;
  const lines = [
    withoutData ? 'it saw no value: compare its metric, dimensions and unit with what is published' : '',
    at.length === 0
      ? ''
      : `it would have gone off at ${at.slice(0, TIMES_SHOWN).map(minute).join(', ')}${at.length > TIMES_SHOWN ? `, and ${at.length - TIMES_SHOWN} times more` : ''}`,
    quieter === null ? '' : quieterText(quieter, atMost),
    dependsOn.length === 0 ? '' : `how often depends on what CloudWatch does not publish: ${dependsOn.join(', ')}`,
    approximated && at.length > 0 ? 'percentiles of periods longer than a minute: only those that end with a period are known' : '',
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [[hanging(where, width, 0), ...lines.map((line) => hanging(line, width, 2, 2))].join('\n')];
}

function quieterText(quieter: NonNullable<BacktestedAlarm['quieter']>, atMost: number): string {
  const wish = `at most ${number(atMost)} in thirty days`;
  if ('reason' in quieter) return `${wish}: ${quieter.reason}`;
  return `${wish}: a threshold of ${quieter.threshold} would have gone off ${plural(quieter.times, 'time')}`;
}

function duration(minutes: number): string {
  if (minutes < 2 * MINUTES_AN_HOUR) return `${minutes} min`;
  return `${(minutes / MINUTES_AN_HOUR).toFixed(1)} h`;
}

function days(count: number): string {
  return plural(Number(count.toFixed(1)), 'day');
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}
