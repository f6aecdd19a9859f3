import { createColors } from 'picocolors';
import { exampleRow } from '../../core/schema/example.js';
import type { Feature } from '../../core/schema/schema.js';
import type { Ready } from '../../runtime/index.js';
import { columns, type Cell } from './layout.js';
import type { Surface } from './rehearsal.js';

/** What runs a model, in words. */
const ENGINES: Readonly<Record<Ready['engine'], string>> = { trees: 'the tree engine', onnxruntime: 'onnxruntime' };
/** Features that are listed one by one; the rest is counted. */
const MOST_SHOWN = 20;

/** What a model takes and gives, and a request that can be pasted. */
export function renderModel(url: string, model: string, { schema, goldenRows, loadMillis, engine }: Ready, surface: Surface): string {
  const { features, outputs } = schema;
  const paint = createColors(surface.colors);
  const head: Cell[] = ['feature', 'type', 'values'].map((text) => ({ text, style: paint.dim }));
  const rows = features
    .slice(0, MOST_SHOWN)
    .map((feature) => [feature.name, feature.type, valuesOf(feature)].map((text): Cell => ({ text })));
  const more = features.length > MOST_SHOWN ? [` ${paint.dim(`and ${features.length - MOST_SHOWN} more`)}`] : [];
  const checked = goldenRows === 0 ? 'no golden rows' : `${goldenRows} golden rows came out as recorded`;
  const given = outputs.map(({ name, type, size = 1 }) => (size === 1 ? `${name} (${type})` : `${name} (${size} x ${type})`)).join(', ');
  return [
    `${paint.bold(model)}  ${url}  ${paint.dim(`loaded in ${loadMillis.toFixed(0)} ms on ${ENGINES[engine]}, ${checked}`)}`,
    '',
    columns([head, ...rows], surface.columns, 1),
    ...more,
    ` gives  ${given}`,
    '',
    `  curl -s ${url}/invocations -H 'Content-Type: application/json' -d '${JSON.stringify({ instances: [exampleRow(schema)] })}'`,
    '',
    paint.dim('GET /ping, POST /invocations (text/csv, application/json, application/jsonlines). Ctrl-C ends it'),
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
