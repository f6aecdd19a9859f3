/** Ends of construct paths that say nothing: constructs called after what they make. */
const SILENT = new Set(['Resource', 'Alarm']);

/** What an alarm is called beside its deployment: its path without what both share, `Alarms/Errors`. */
export function alarmLabel(path: string, deployment: string): string {
  const parts = path.split('/');
  const around = deployment.split('/');
  const differs = parts.findIndex((part, index) => part !== around[index]);
  const rest = parts.slice(differs < 0 ? -1 : differs);
  while (rest.length > 1 && SILENT.has(rest.at(-1) ?? '')) rest.pop();
  return rest.join('/');
}
