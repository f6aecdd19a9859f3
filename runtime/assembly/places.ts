import { join, relative, resolve, sep } from 'node:path';
import type { Place } from '../../core/errors/index.js';
import { SERVICE_METADATA } from '../../core/service/entry.js';
import type { Metadata } from './manifest.js';
import type { ParsedTemplate } from './template.js';

/** This package's own constructs are nobody's line; in node_modules they are excluded anyway. */
const OWN = [join(__dirname, '..', '..', 'constructs'), join(__dirname, '..', 'constructs')].map((folder) => resolve(folder) + sep);
/** `call (/folder/file.ts:1:2)` or `/folder/file.ts:1:2`. Frames of Node itself are not absolute, and folders may have brackets. */
const FRAME = /(?:^(?:at )?(?:async )?|\()(?:file:\/\/)?(\/.*?|[A-Za-z]:[\\/].*?):(\d+):\d+\)?$/;

/** Entries that are left where a construct is made; others, such as acknowledged rules, are left wherever somebody had a thought. */
const MADE_HERE = [SERVICE_METADATA, 'aws:cdk:creationStack', 'aws:cdk:logicalId'];

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
  return placeOf(metadata, path.replace(/\/(Resource|Default)$/, ''));
}

function sourceOf(frame: string): string | undefined {
  const [, file, line] = FRAME.exec(frame.trim()) ?? [];
  if (file === undefined || file.includes('node_modules') || OWN.some((folder) => file.startsWith(folder))) return undefined;
  const path = relative(process.cwd(), file);
  return `${path.startsWith('..') ? file : path}:${line}`;
}
