import type { CohortQuality } from '../../../core/quality/cohorts/cohort-quality.js';
import { escape } from '../../page/escape.js';
import { staticPage } from '../../page/static-page.js';
import { STYLE } from '../../page/style.js';
import { numberText, percentText } from '../../page/texts.js';
import { qualitySentence } from '../quality-texts.js';
import type { QualityResult } from '../watch-quality.js';
import { renderMetric } from './metric-chart.js';

/** Days that the table holds: the last ones. */
const DAYS_LISTED = 60;
const PARTS_LISTED = 12;

const OWN_STYLE = `
.chart { margin: 20px 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.chart.bad { border-color: var(--bad); }
.chart h2 { margin: 0; }
svg .band { fill: var(--current); opacity: 0.22; }
svg .line { fill: none; stroke: var(--current); stroke-width: 1.5; }
svg .dot { fill: var(--current); }
svg .fail { fill: var(--bad); }
svg .expected { fill: none; stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 2 3; }
svg .bar { stroke: var(--bad); stroke-width: 1.2; stroke-dasharray: 7 4; }
svg .grid { stroke: var(--line); }
svg .end { text-anchor: end; }
svg .bar-text { fill: var(--bad); text-anchor: end; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
th { color: var(--soft); font-weight: 400; text-align: left; }
th, td { padding: 3px 18px 3px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td.bad { color: var(--bad); }
`;

/** Each metric by day, with its interval, its bar and what was expected of the probabilities, as one HTML page that runs no script. */
export function renderQualityPage(result: QualityResult, answers: string): string {
  const title = qualitySentence(result);
  const names = [...new Set([...Object.keys(result.atLeast), ...result.cohorts.flatMap(({ metrics }) => Object.keys(metrics))])];
  const body = `<h1>${escape(title)}</h1>
<p class="soft">${escape(`Answers in ${answers}, by the day on which they were given (UTC); a band is a 95 % interval. A day below its bar is one whose whole interval is.`)}</p>
${names.map((name) => renderMetric(name, result)).join('\n')}
${days(result, names)}
${parts(result)}`;
  return staticPage({ title, command: 'slipway quality', style: `${STYLE}${OWN_STYLE}`, body });
}

function days({ cohorts }: QualityResult, names: readonly string[]): string {
  const head = ['day', 'answers', 'labels', 'in', ...names, 'state'].map((text) => `<th>${escape(text)}</th>`);
  const rows = cohorts.slice(-DAYS_LISTED).map((day) => {
    const metrics = names.map((name) => `<td${day.below.includes(name) ? ' class="bad"' : ''}>${escape(metricText(day, name))}</td>`);
    return `<tr><td>${day.day}</td><td>${day.answers}</td><td>${day.labels}</td><td>${percentText(day.coverage)}</td>${metrics.join('')}<td>${escape(stateText(day))}</td></tr>`;
  });
  const earlier = cohorts.length > DAYS_LISTED ? `<p class="soft">The last ${DAYS_LISTED} of ${cohorts.length} days.</p>` : '';
  return `<h2>Day by day</h2>\n${earlier}<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`;
}

function metricText(day: CohortQuality, name: string): string {
  const metric = day.metrics[name];
  if (metric !== undefined) return numberText(metric.value);
  const expected = day.estimated?.metrics[name];
  return expected === undefined ? '' : `~ ${numberText(expected)}`;
}

function stateText({ state, restated, due, fails }: CohortQuality): string {
  if (state === 'waiting') return `labels are due ${due.slice(0, 16).replace('T', ' ')}`;
  if (state === 'labels-missing') return 'labels are missing';
  if (state === 'too-few') return 'too few labels to tell';
  return [
    ...(fails.length > 0 ? [`fails: ${fails.join(', ')}`] : []),
    ...(restated === undefined ? [] : [`restated, ${restated.labels} labels then`]),
  ].join('; ');
}

/** Segments and groups of the last day that was judged. */
function parts({ cohorts }: QualityResult): string {
  const last = cohorts.findLast(({ state }) => state === 'judged');
  if (last === undefined) return '';
  return segmentTable(last) + biasTable(last);
}

function segmentTable({ day, segments }: CohortQuality): string {
  if (segments.length === 0) return '';
  const names = [...new Set(segments.flatMap(({ metrics }) => Object.keys(metrics)))];
  const rows = segments.slice(0, PARTS_LISTED).map(({ feature, value, rows: labels, metrics }) => {
    const cells = names.map((name) => `<td>${numberText(metrics[name]?.value ?? Number.NaN)}</td>`);
    return `<tr><td>${escape(`${feature} = ${value}`)}</td><td>${labels}</td>${cells.join('')}</tr>`;
  });
  return table(`Segments, ${day}`, ['segment', 'labels', ...names], rows);
}

function biasTable({ day, bias }: CohortQuality): string {
  if (bias.length === 0) return '';
  const text = ({ value, lower, upper }: { value: number; lower: number; upper: number }): string =>
    `<td>${numberText(value)} (${numberText(lower)} to ${numberText(upper)})</td>`;
  const rows = bias
    .slice(0, PARTS_LISTED)
    .map(
      (group) =>
        `<tr><td>${escape(`${group.feature} = ${group.value}`)}</td><td>${group.rows[0]}</td>${text(group.differenceInPositiveRate)}${text(group.disparateImpact)}${text(group.accuracyDifference)}</tr>`,
    );
  return table(
    `Groups against all others, ${day}`,
    ['group', 'labels', 'difference in positive rate', 'disparate impact', 'accuracy difference'],
    rows,
  );
}

function table(title: string, head: readonly string[], rows: readonly string[]): string {
  return `<h2>${escape(title)}</h2>\n<div class="wide"><table><thead><tr>${head.map((text) => `<th>${escape(text)}</th>`).join('')}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>\n`;
}
