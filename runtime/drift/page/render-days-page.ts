import { escape } from '../../page/escape.js';
import { staticPage } from '../../page/static-page.js';
import { STYLE } from '../../page/style.js';
import { daysSentence } from '../days/days-texts.js';
import type { DaysResult } from '../days/watch-days.js';
import { renderColumnDays } from './day-chart.js';

const OWN_STYLE = `
.chart { margin: 16px 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.chart.bad { border-color: var(--bad); }
.chart h2 { margin: 0; }
svg .line { fill: none; stroke: var(--current); stroke-width: 1.5; }
svg .reference { fill: var(--baseline); opacity: 0.18; }
svg .told { fill: var(--bad); opacity: 0.18; }
svg .over { fill: var(--bad); }
svg .bar { fill: none; stroke: var(--bad); stroke-width: 1.2; stroke-dasharray: 7 4; }
svg .grid { stroke: var(--line); }
svg .end { text-anchor: end; }
table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
th { color: var(--soft); font-weight: 400; text-align: left; }
th, td { padding: 3px 18px 3px 0; border-bottom: 1px solid var(--line); }
`;

/** Each column's PSI day by day beside its threshold, and who would have been told when, as one HTML page that runs no script. */
export function renderDaysPage(result: DaysResult, folder: string): string {
  const title = daysSentence(result, folder);
  const names = [
    ...new Set(
      result.days.flatMap(({ verdict }) => verdict.features.filter(({ comparison }) => comparison !== undefined).map(({ name }) => name)),
    ),
  ];
  const charts = names.map((name) => renderColumnDays(name, result)).toSorted((one, other) => other.worst - one.worst);
  const body = `<h1>${escape(title)}</h1>
<p class="soft">PSI of each column by day (UTC). Dashed: its threshold. Grey: the healthy days that later ones are held against, each here against training. Red: days on which somebody is told; a column has drifted where it was over its threshold on two of the last three days.</p>
${episodes(result)}
${charts.map(({ html }) => html).join('\n')}
<p class="soft">Feature drift is not concept drift: whether the model is still right, only labels tell.</p>`;
  return staticPage({ title, command: 'slipway drift --by-day', style: `${STYLE}${OWN_STYLE}`, body });
}

function episodes({ episodes: list }: DaysResult): string {
  if (list.length === 0) return '';
  const rows = list.map(
    ({ notify, from, to, days, columns }) =>
      `<tr><td>${notify}</td><td>${from}</td><td>${to}</td><td>${days}</td><td>${escape(columns.join(', '))}</td></tr>`,
  );
  return `<table><thead><tr><th>who is told</th><th>from</th><th>to</th><th>days</th><th>what drifted</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}
