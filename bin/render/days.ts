import { createColors } from 'picocolors';
import { daysSentence, plural, type DaysResult, type FalseAlarmsResult } from '../../runtime/index.js';
import { columns, hanging, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

const NARROWEST = 60;
const WIDEST = 140;
/** Days that are listed: the last ones. */
const DAYS_SHOWN = 10;

interface Canvas {
  readonly width: number;
  readonly paint: ReturnType<typeof createColors>;
}

function canvasOf({ columns: width, colors }: Surface): Canvas {
  return { width: Math.min(WIDEST, Math.max(NARROWEST, width)), paint: createColors(colors) };
}

/** Many days judged one after the other, for a terminal. */
export function renderDays(result: DaysResult, folder: string, surface: Surface): string {
  const { width, paint } = canvasOf(surface);
  const colour = result.episodes.length > 0 ? paint.red : paint.green;
  const dim = (texts: readonly string[]): Cell[] => texts.map((text) => ({ text, style: paint.dim }));
  const episodes = result.episodes.map(({ notify, from, to, days, columns: drifted }): Cell[] => [
    { text: notify, ...(notify === 'page' ? { style: paint.red } : {}) },
    { text: from },
    { text: to },
    { text: String(days), align: 'right' },
    { text: drifted.join(', ') },
  ]);
  const last = result.days.slice(-DAYS_SHOWN).map(({ day, verdict, healthy }): Cell[] => {
    const [worst] = verdict.features;
    return [
      { text: day },
      { text: String(verdict.rows), align: 'right' },
      { text: verdict.verdict, ...(verdict.verdict === 'drift' ? { style: paint.red } : {}) },
      { text: healthy ? 'one of the first 28' : verdict.notify },
      { text: worst?.name ?? '' },
      { text: worst?.statistic ?? '' },
      { text: number(worst?.value), align: 'right' },
      { text: number(worst?.threshold), align: 'right' },
    ];
  });
  return `${[
    colour(hanging(daysSentence(result, folder), width, 0)),
    ...(episodes.length === 0 ? [] : [columns([dim(['who is told', 'from', 'to', 'days', 'what drifted']), ...episodes], width, 1)]),
    columns([dim(['day', 'rows', 'verdict', 'told', 'nearest', 'statistic', 'value', 'threshold']), ...last], width, 1),
  ].join('\n\n')}\n`;
}

/** How often healthy days are called drift, for a terminal. */
export function renderFalseAlarms(
  { blocks, days, pagesPerQuarter, ticketsPerQuarter, budget }: Omit<FalseAlarmsResult, 'broken' | 'named'>,
  surface: Surface,
): string {
  const { width, paint } = canvasOf(surface);
  const text = `${pagesPerQuarter > budget ? 'Too many false pages' : 'Few enough false pages'}: ${number(pagesPerQuarter)} a quarter, ${budget} may be; ${number(ticketsPerQuarter)} false tickets a quarter. ${plural(days, 'day')} were judged that are healthy, each block of 28 being the reference in turn.`;
  const head = ['reference from', 'to', 'held out', 'pages', 'tickets', 'what drifted'].map((each): Cell => ({
    text: each,
    style: paint.dim,
  }));
  const rows = blocks.map(({ from, to, days: held, episodes }): Cell[] => [
    { text: from },
    { text: to },
    { text: String(held), align: 'right' },
    { text: String(episodes.filter(({ notify }) => notify === 'page').length), align: 'right' },
    { text: String(episodes.filter(({ notify }) => notify === 'ticket').length), align: 'right' },
    { text: [...new Set(episodes.flatMap((episode) => episode.columns))].join(', ') },
  ]);
  const colour = pagesPerQuarter > budget ? paint.red : paint.green;
  return `${colour(hanging(text, width, 0))}\n\n${columns([head, ...rows], width, 1)}\n`;
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(Number(value.toPrecision(3)));
}
