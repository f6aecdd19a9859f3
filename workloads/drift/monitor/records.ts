import type { Window } from '../../../core/drift/monitor/window.js';
import { isTable } from '../read-table.js';
import type { MonitorSettings } from '../../../core/drift/monitor/settings.js';
import type { Folder, StoredObject } from './world.js';

const HOUR_MILLIS = 3_600_000;
/** Clocks that wrote an object may be slow by so much. */
const SLOW_CLOCK_MILLIS = 60_000;

/**
 * The objects that may hold rows of a window, by key. SageMaker captures into a folder for each hour of the requests, under the names of
 * endpoint and variant; rows that no endpoint wrote belong to the window in which their object was written.
 */
export async function objectsOf(folder: Folder, { records, endpoint }: MonitorSettings, window: Window): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for (const prefix of endpoint === undefined ? [records.key] : hours(window).map((hour) => capturePrefix(records.key, endpoint, hour))) {
    for await (const object of folder.list(prefix)) {
      const belongs =
        endpoint === undefined
          ? object.modified >= window.from && object.modified < window.to
          : object.modified >= window.from - SLOW_CLOCK_MILLIS;
      if (belongs && isTable(object.key)) found.push(object);
    }
  }
  return found.toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
}

function capturePrefix(prefix: string, { name, variant }: { readonly name: string; readonly variant: string }, hour: number): string {
  const [date = '', time = ''] = new Date(hour).toISOString().split('T');
  return `${prefix}${name}/${variant}/${date.replaceAll('-', '/')}/${time.slice(0, 2)}/`;
}

function hours({ from, to }: Window): number[] {
  const first = Math.floor(from / HOUR_MILLIS);
  return Array.from({ length: Math.ceil(to / HOUR_MILLIS) - first }, (_, index) => (first + index) * HOUR_MILLIS);
}
