import { join, relative, resolve, sep } from 'node:path';
import { frameOf, type Place } from '../../core/errors/index.js';
import { DEPLOYMENT_METADATA, SERVICE_METADATA } from '../../core/service/entry.js';
import type { Metadata } from './manifest.js';
import type { ParsedTemplate } from './template.js';

/** This package's own constructs are nobody's line; in node_modules they are excluded anyway. */
const OWN = [join(__dirname, '..', '..', 'constructs'), join(__dirname, '..', 'constructs')].map((folder) => resolve(folder) + sep);
/** Entries that are left where a construct is made; others, such as acknowledged rules, are left wherever somebody had a thought. */
const MADE_HERE = [SERVICE_METADATA, DEPLOYMENT_METADATA, 'aws:cdk:creationStack', 'aws:cdk:logicalId'];

/** Where a construct was declared: its path, and the nearest line outside libraries that it or an ancestor was made in. */
export function placeOf(metadata: Metadata, path: string): Place {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const entries = (metadata[`/${at}`] ?? []).filter(({ type }) => MADE_HERE.includes(type));
    const frames = entries.flatMap(({ trace = [], type, data }) =>
      type === 'aws:cdk:creationStack' && Array.isArray(data) ? data.map(String) : trace,
    );
    const source = frames.map(sourceOf).find((each) => each !== undefined);
    if (source !== undefined) return { path, source };
  }
  return { path };
}

/** Where a resource was declared, by the path that its template or else the metadata gives it. */
export function placeOfResource(metadata: Metadata, { Resources }: ParsedTemplate, stackPath: string, logicalId: string): Place {
  const own = Resources?.[logicalId]?.['Metadata'] as { 'aws:cdk:path'?: unknown } | undefined;
  const said = own?.['aws:cdk:path'];
  const listed = Object.entries(metadata).find(
    ([key, items]) =>
      key.startsWith(`/${stackPath}/`) && items.some(({ type, data }) => type === 'aws:cdk:logicalId' && data === logicalId),
  )?.[0];
  const path = typeof said === 'string' ? said : (listed?.replace(/^\//, '') ?? `${stackPath}/${logicalId}`);
  // The line is that of the resource itself; people know it by the construct that it is the default child of.
  return { ...placeOf(metadata, path), path: path.replace(/\/(Resource|Default)$/, '') };
}

function sourceOf(text: string): string | undefined {
  const frame = frameOf(text);
  if (frame === undefined || frame.file.includes('node_modules') || OWN.some((folder) => frame.file.startsWith(folder))) return undefined;
  const path = relative(process.cwd(), frame.file);
  return `${path.startsWith('..') ? frame.file : path}:${frame.line}`;
}
