import type { FeatureVerdict } from '../../../core/drift/verdict/judge.js';
import { VERDICT_LIMITS } from '../../../core/drift/verdict/limits.js';
import { escape } from '../../page/escape.js';
import { staticPage } from '../../page/static-page.js';
import { STYLE } from '../../page/style.js';
import { plural } from '../../report/words.js';
import type { DriftResult } from '../compare-table.js';
import { renderColumn } from './column-card.js';

/** Columns that did not drift and are open all the same: the next to do so. */
const OPEN_AT_LEAST = 4;

/** Where things are, for people. */
export interface ComparedPlaces {
  readonly baseline: string;
  readonly data: string;
}

/**
 * Two distributions of each column side by side, worst first, as one HTML page that needs nothing else and runs no script. Labels of a
 * sensitive column are numbers of bins.
 */
export function renderDriftPage(result: DriftResult, places: ComparedPlaces): string {
  const { verdict, baselineRows } = result;
  const compared = verdict.features.filter(isJudged);
  const title = titleOf(verdict.verdict, compared);
  const cards = compared.map((feature, index) => renderColumn(feature, feature.drifted || index < OPEN_AT_LEAST));
  const body = `<h1>${escape(title)}</h1>
<p class="soft">${escape(`${plural(verdict.rows, 'row')} of ${places.data} against ${referenceText(verdict.windows, baselineRows)} in ${places.baseline}${verdict.broken === 0 ? '' : `; ${plural(verdict.broken, 'record')} could not be read`}`)}</p>
<div class="key"><span><i style="background: var(--baseline)"></i>baseline</span><span><i style="background: var(--current)"></i>data</span><span>worst first; shares are of the values in a column</span></div>
<div class="columns">
${cards.join('\n')}
</div>
${leftOut(verdict.features)}
<p class="soft">Feature drift is not concept drift: whether the model is still right, only labels tell.</p>`;
  return staticPage({ title, command: 'slipway drift', style: STYLE, body });
}

function referenceText(windows: number, baselineRows: number | undefined): string {
  if (windows > 0) return `the same weekdays of ${windows} healthy days`;
  return `${baselineRows === undefined ? '' : `${plural(baselineRows, 'row')} of `}the baseline`;
}

function titleOf(verdict: DriftResult['verdict']['verdict'], compared: readonly FeatureVerdict[]): string {
  const columns = plural(compared.length, 'column');
  if (verdict === 'too-little') return `Too little to tell: ${VERDICT_LIMITS.rowsToTell} rows are needed`;
  return verdict === 'no-drift'
    ? `No drift in ${columns}`
    : `Drift: ${compared.filter(({ drifted }) => drifted).length} of ${columns} drifted`;
}

function isJudged({ threshold }: FeatureVerdict): boolean {
  return threshold !== null;
}

function leftOut(features: readonly FeatureVerdict[]): string {
  const items = features.filter((feature) => !isJudged(feature) && feature.comparison === undefined);
  if (items.length === 0) return '';
  const list = items.map(({ name, reason }) => `<li><span class="name">${escape(name)}</span>: ${escape(reason)}</li>`);
  return `<h2>Not compared</h2>\n<ul>\n${list.join('\n')}\n</ul>`;
}
