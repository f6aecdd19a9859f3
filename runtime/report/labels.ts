import type { AlarmReport } from './rehearsal-report.js';

/** What people need of an alarm to tell it from the others. */
type Named = Pick<AlarmReport, 'deployment' | 'path' | 'name'>;

/**
 * A short label for each alarm, by deployment and name: as much of the end of its construct path as no other alarm of the deployment has.
 * Names are made by CloudFormation where nobody gave one, and paths are long.
 */
export function alarmLabels(alarms: readonly Named[]): (deployment: string, name: string) => string {
  const labels = new Map<string, string>();
  for (const deployment of new Set(alarms.map((alarm) => alarm.deployment))) {
    const together = alarms.filter((alarm) => alarm.deployment === deployment);
    const paths = together.map(({ path }) => readable(path));
    for (const [index, { name }] of together.entries()) {
      labels.set(key(deployment, name), shortestOwn(paths[index] ?? [], paths) || name);
    }
  }
  return (deployment, name) => labels.get(key(deployment, name)) ?? name;
}

function key(deployment: string, name: string): string {
  return `${deployment}\n${name}`;
}

/** Without what the CDK and the constructs of this package append to every alarm. */
function readable(path: string): string[] {
  const parts = path.split('/');
  const ends = (part: string): boolean => parts.length > 2 && parts.at(-1) === part;
  if (ends('Resource') || ends('Default')) parts.pop();
  if (ends('Alarm')) parts.pop();
  return parts;
}

function shortestOwn(path: readonly string[], all: readonly (readonly string[])[]): string {
  for (let count = 1; count < path.length; count += 1) {
    const end = path.slice(-count).join('/');
    if (all.filter((other) => other.slice(-count).join('/') === end).length === 1) return end;
  }
  return path.join('/');
}
