import { createColors } from 'picocolors';
import { differing, plural, type ComparedAlarm, type Comparison } from '../../runtime/index.js';
import { columns, hanging, painted, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
const DIFFERENCES_SHOWN = 5;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

/** Where our states are not those of an account, for a terminal. */
export function renderComparison(comparison: Comparison, surface: Surface): string {
  const canvas = { width: Math.min(WIDEST, Math.max(NARROWEST, surface.columns)), paint: createColors(surface.colors) };
  const { alarms, region, from, to, notReplayed } = comparison;
  const count = differing(comparison).length;
  const verdict = count === 0 ? 'our states are those of CloudWatch' : plural(count, 'alarm differs', 'alarms differ');
  const title = `${plural(alarms.length, 'alarm')} of ${region}, ${minute(from)} to ${minute(to)} UTC`;
  const parts = [
    painted(
      hanging(`${title}: ${verdict}`, canvas.width, 0),
      [verdict, count === 0 ? canvas.paint.green : canvas.paint.red],
      [title, canvas.paint.bold],
    ),
    table(alarms, canvas),
    ...alarms.filter(({ differences }) => differences.length > 0).map((alarm) => differencesText(alarm, canvas)),
    count === 0 ? '' : settings(comparison, canvas),
    ...notReplayed.map(({ name, reason }) => canvas.paint.dim(hanging(`not replayed: ${name}: ${reason}`, canvas.width, 0))),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function table(alarms: readonly ComparedAlarm[], { width, paint }: Canvas): string {
  if (alarms.length === 0) return '';
  const head: Cell[] = ['alarm', 'changes here', 'there', 'minutes that differ', 'of'].map((text) => ({ text, style: paint.dim }));
  const rows = alarms.map(({ name, ours, theirs, minutesDiffering, minutes }): Cell[] => [
    { text: name },
    { text: String(ours), align: 'right' },
    { text: String(theirs), align: 'right' },
    { text: String(minutesDiffering), align: 'right' },
    { text: String(minutes), align: 'right' },
  ]);
  return columns([head, ...rows], width, 1);
}

function differencesText({ name, differences }: ComparedAlarm, { width }: Canvas): string {
  const lines = differences
    .slice(0, DIFFERENCES_SHOWN)
    .flatMap(({ from, minutes, ours, theirs, ourReason, theirReason, byHand }) => [
      hanging(`${minute(from)} for ${minutes} min: ${ours} here, ${theirs} there${byHand ? ', set by hand' : ''}`, width, 2, 2),
      hanging(`here: ${ourReason ?? 'as at the beginning'}`, width, 4, 2),
      hanging(`there: ${theirReason ?? 'as at the beginning'}`, width, 4, 2),
    ]);
  const more = differences.length - DIFFERENCES_SHOWN;
  return [hanging(name, width, 0), ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function settings({ settings: tried }: Comparison, { width, paint }: Canvas): string {
  const head: Cell[] = ['what CloudWatch does not publish', 'value', 'alarms that differ', 'minutes'].map((text) => ({
    text,
    style: paint.dim,
  }));
  const rows = tried.map(({ constant, value, alarms, minutes }): Cell[] => [
    { text: constant },
    { text: value },
    { text: String(alarms), align: 'right' },
    { text: String(minutes), align: 'right' },
  ]);
  return columns([head, ...rows], width, 1);
}

function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
