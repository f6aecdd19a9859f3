import { join } from 'node:path';
import { FAULTS } from '../examples/flight-delays/faults.js';
import { measureFalseAlarms, watchDays, watchQuality, type DaysResult } from '../runtime/index.js';

/** What the flights show, as tables of docs/drift.md and docs/quality.md. */
export interface FlightsTables {
  readonly falsePages: string;
  readonly faults: string;
  readonly quality: string;
}

const STRUCK = '2001-05-07';
/** Log loss that is a failure: 0.474 on held-out flights, and some more. */
export const BAR = { neg_log_loss: -0.55 } as const;
/** The first 42 days are those of training. */
const TRAINED_UNTIL = '2001-02-12';

/** @param folder what `prepare.ts`, `break.ts` and `slipway baseline` of the example wrote */
export async function flightsTables(folder: string): Promise<FlightsTables> {
  const baseline = join(folder, 'baseline');
  const rows: string[] = [];
  for (const { name, what } of FAULTS) rows.push(faultRow(what, await watchDays(baseline, join(folder, 'broken', name))));
  return {
    falsePages: await falsePages(baseline, join(folder, 'days')),
    faults: table(
      ['fault, from a Monday on', 'told', 'on', 'column', 'PSI on Monday', 'seen by'],
      [':---', '---', '---', '---', '---:', '---'],
      rows,
    ),
    quality: await qualityTable(join(folder, 'days')),
  };
}

async function falsePages(baseline: string, days: string): Promise<string> {
  const { blocks, days: judged, pagesPerQuarter, ticketsPerQuarter } = await measureFalseAlarms(baseline, days);
  const rows = blocks.map(({ from, to, days: held, episodes }) => {
    const count = (which: string): number => episodes.filter(({ notify }) => notify === which).length;
    return `| ${from} to ${to} | ${held} | ${count('page')} | ${count('ticket')} |`;
  });
  rows.push(`| all, a quarter | ${judged} | ${pagesPerQuarter.toFixed(2)} | ${ticketsPerQuarter.toFixed(2)} |`);
  return table(['the reference', 'days held out', 'pages', 'tickets'], ['---', '---:', '---:', '---:'], rows);
}

function faultRow(what: string, { days, episodes }: DaysResult): string {
  const struck = days.find(({ day }) => day === STRUCK);
  const drifted = new Set(episodes.flatMap(({ columns }) => columns));
  const over = (struck?.verdict.features ?? []).filter(({ name }) => drifted.has(name));
  const [episode] = episodes;
  const shown = over.length > 0 ? over : (struck?.verdict.features ?? []).slice(0, 1);
  const cell = (text: (feature: (typeof shown)[number]) => string): string => shown.map(text).join('<br>');
  return `| ${[
    what,
    episode?.notify ?? 'nobody',
    episode?.from ?? '',
    cell(({ name }) => `\`${name}\``),
    cell(({ comparison }) => String(Number((comparison?.psi ?? Number.NaN).toPrecision(2)))),
    over.length > 0 ? cell(({ statistic }) => `\`${statistic ?? ''}\``) : 'nothing',
  ].join(' | ')} |`;
}

async function qualityTable(days: string): Promise<string> {
  const { cohorts, failures } = await watchQuality({
    answers: days,
    schema: join(__dirname, '..', 'examples', 'flight-delays', 'model', 'schema.json'),
    probabilities: ['probability'],
    label: 'late',
    segments: [],
    groups: [],
    atLeast: BAR,
    now: Date.parse('2001-07-02T00:00:00Z'),
    labelDelay: 0,
    labelledShare: 1,
  });
  const after = cohorts.filter(({ day }) => day >= TRAINED_UNTIL);
  const range = (values: readonly number[]): string => `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
  const known = after.map(({ metrics }) => -(metrics['neg_log_loss']?.value ?? Number.NaN));
  const expected = after.map(({ estimated }) => -(estimated?.metrics['neg_log_loss'] ?? Number.NaN));
  const area = after.map(({ metrics }) => metrics['roc_auc']?.value ?? Number.NaN);
  const failed = failures.filter(({ from }) => from >= TRAINED_UNTIL);
  return table(
    [`${after.length} days after training`, ''],
    ['---', '---'],
    [
      `| log loss by day, from labels | ${range(known)} |`,
      `| the same, estimated from the probabilities | ${range(expected)} |`,
      `| area under the curve by day | ${range(area)} |`,
      `| failures (log loss surely above ${-BAR.neg_log_loss} on two days running) | ${failed.map(({ from, to }) => (from === to ? from : `${from} to ${to}`)).join(', ')} |`,
    ],
  );
}

function table(head: readonly string[], rule: readonly string[], rows: readonly string[]): string {
  return [`| ${head.join(' | ')} |`, `| ${rule.join(' | ')} |`, ...rows].join('\n');
}
