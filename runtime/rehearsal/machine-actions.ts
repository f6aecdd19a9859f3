import type { AlarmDeclaration } from '../plan.js';

/** Actions that do something and tell nobody. */
export const MACHINES = /^arn:[^:]*:(autoscaling|automate|application-autoscaling):|:swf:|:action\/actions\/AWS_EC2/;

/** Whether all that an alarm does is to start scaling: then it is a part of that, in ALARM on good days, and nobody is meant to hear of it. */
export function movesMachines({ kind, properties }: Pick<AlarmDeclaration, 'kind' | 'properties'>): boolean {
  const actions: unknown = properties['AlarmActions'];
  return kind === 'metric' && Array.isArray(actions) && actions.length > 0 && actions.every((action) => MACHINES.test(String(action)));
}
