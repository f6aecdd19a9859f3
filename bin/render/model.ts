import Table from 'cli-table3';
import colors from 'picocolors';
import type { Feature } from '../../core/schema/schema.js';
import type { Ready } from '../../runtime/index.js';
import { COMPACT } from './compact.js';

/** Features that are listed one by one; the rest is counted. */
const MOST_SHOWN = 20;

/** What a model takes and gives, and a request that can be pasted. */
export function renderModel(url: string, model: string, { schema, goldenRows, loadMillis }: Ready): string {
  const { features, outputs } = schema;
  const table = new Table({ ...COMPACT, head: ['feature', 'type', 'values'] });
  for (const feature of features.slice(0, MOST_SHOWN)) table.push([feature.name, feature.type, valuesOf(feature)]);
  const more = features.length > MOST_SHOWN ? `\n ${colors.dim(`and ${features.length - MOST_SHOWN} more`)}` : '';
  const checked = goldenRows === 0 ? 'no golden rows' : `${goldenRows} golden rows came out as recorded`;
  const given = outputs.map(({ name, type, size = 1 }) => (size === 1 ? `${name} (${type})` : `${name} (${size} x ${type})`)).join(', ');
  return [
    `${colors.bold(model)}  ${url}  ${colors.dim(`loaded in ${loadMillis.toFixed(0)} ms, ${checked}`)}`,
    '',
    `${table.toString()}${more}`,
    ` gives  ${given}`,
    '',
    `  curl -s ${url}/invocations -H 'Content-Type: application/json' -d '${JSON.stringify({ instances: [features.map(exampleOf)] })}'`,
    '',
    colors.dim('GET /ping, POST /invocations (text/csv, application/json, application/jsonlines). Ctrl-C ends it'),
    '',
  ].join('\n');
}

function valuesOf({ range, categories, sensitive, optional }: Feature): string {
  const parts = [
    ...(range === undefined ? [] : [`${range[0]} to ${range[1]}`]),
    ...(categories === undefined ? [] : [categories.join(', ')]),
    ...(optional === true ? ['may be missing'] : []),
    ...(sensitive === true ? ['sensitive'] : []),
  ];
  return parts.join('; ');
}

function exampleOf({ type, range, categories }: Feature): number | string | boolean {
  if (type === 'boolean') return false;
  if (type === 'string') return categories?.[0] ?? 'text';
  return range?.[0] ?? 0;
}
