import type { ColumnComparison, Share } from '../../../core/drift/compare.js';
import type { FeatureVerdict } from '../../../core/drift/verdict/judge.js';
import { VERDICT_LIMITS } from '../../../core/drift/verdict/limits.js';
import { escape } from '../../page/escape.js';
import { numberText, percentText } from '../../page/texts.js';
import { renderBars } from './bars.js';
import { binsShown } from './bins-shown.js';

/**
 * A column that was judged: what the verdict says of it, its two distributions, every distance. Where Model Monitor's constraints judge
 * there is no picture: their files hold no bins that both sides share.
 */
export function renderColumn(feature: FeatureVerdict, open: boolean): string {
  const { name, drifted, prediction, statistic, value, threshold, reason, comparison } = feature;
  const judged = value === null || threshold === null ? '' : `${statistic ?? ''} ${numberText(value)}, threshold ${numberText(threshold)}`;
  return `<details class="column${drifted ? ' drifted' : ''}"${open ? ' open' : ''}>
<summary><span class="name">${escape(name)}</span>${prediction ? '<span class="tag">prediction</span>' : ''}${drifted ? '<span class="tag bad">drifted</span>' : ''}<span class="judged">${escape(judged)}</span></summary>
<p>${escape(reason)}</p>
${comparison === undefined ? '' : picture(name, comparison)}</details>`;
}

function picture(name: string, comparison: ColumnComparison): string {
  const items = facts(comparison).map(([term, text]) => `<div><dt>${escape(term)}</dt><dd>${escape(text)}</dd></div>`);
  return `${renderBars(name, binsShown(comparison))}\n<dl>${items.join('')}</dl>\n`;
}

function facts({
  psi,
  ks,
  jensenShannon,
  wasserstein,
  totalVariation,
  linf,
  chiSquare,
  shares,
  sensitive,
}: ColumnComparison): [string, string][] {
  return [
    ['PSI', numberText(psi)],
    ...(ks === undefined
      ? []
      : [
          [
            'KS',
            `${numberText(ks.value)} (± ${numberText(ks.error)}${isCoarse(ks) ? ', too coarse to go by: the bins decide' : ''}, p ${numberText(ks.p)})`,
          ] satisfies [string, string],
        ]),
    ['Jensen-Shannon', numberText(jensenShannon)],
    // In the column's own unit, so it tells of its values.
    ...(wasserstein === undefined || sensitive ? [] : [['Wasserstein', numberText(wasserstein.value)] satisfies [string, string]]),
    ['total variation', numberText(totalVariation)],
    ['L-infinity', numberText(linf)],
    ['chi-square', `${numberText(chiSquare.statistic)} (p ${numberText(chiSquare.p)})`],
    ...Object.entries(SHARES).flatMap(([key, term]) => shareFact(term, shares[key as keyof typeof SHARES])),
  ];
}

/** Buckets too wide for this column. */
function isCoarse({ error }: { readonly error: number }): boolean {
  return error > VERDICT_LIMITS.sketchError;
}

const SHARES = {
  missing: 'missing',
  zero: 'zeros',
  type_error: 'wrong type',
  new_value: 'new values',
  out_of_range: 'out of range',
  not_finite: 'not finite',
} as const;

/** Shares that are 0 on both sides say nothing. */
function shareFact(term: string, { baseline, current }: Share): [string, string][] {
  return baseline === 0 && current === 0 ? [] : [[term, `${percentText(baseline)} → ${percentText(current)}`]];
}
