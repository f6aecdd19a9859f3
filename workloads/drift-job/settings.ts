import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_VARIABLES } from '../../core/drift/monitor/settings.js';
import type { Window } from '../../core/drift/monitor/window.js';
import { SlipwayError } from '../../core/errors/index.js';

/** https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html, how to read the configuration of the cluster. */
const RESOURCES = '/opt/ml/config/resourceconfig.json';

/** The machines of a job. */
export interface Hosts {
  readonly own: string;
  readonly all: number;
}

/** Which machine of how many this is; the only one where nothing says otherwise. */
export function hostsOf(root: string): Hosts {
  const path = join(root, RESOURCES);
  if (!existsSync(path)) return { own: 'algo-1', all: 1 };
  const { current_host: own, hosts } = JSON.parse(readFileSync(path, 'utf8')) as { current_host: string; hosts: readonly string[] };
  return { own, all: hosts.length };
}

/** The window whose captured exchanges are counted, all but golden rows; all exchanges where none is given. */
export function windowOf(environment: Readonly<Record<string, string | undefined>>): Window | undefined {
  const [first, last] = [environment[JOB_VARIABLES.from], environment[JOB_VARIABLES.to]];
  if (first === undefined && last === undefined) return undefined;
  const [from, to] = [Date.parse(first ?? ''), Date.parse(last ?? '')];
  if (from < to) return { from, to };
  throw new SlipwayError(
    'monitor-settings',
    `${JOB_VARIABLES.from} is '${first ?? ''}' and ${JOB_VARIABLES.to} '${last ?? ''}'; give two times, the earlier one first, such as 2026-01-05T00:00:00Z`,
  );
}
