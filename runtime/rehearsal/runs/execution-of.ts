import { isObject } from '../../pipeline/json.js';
import type { TaskCall } from '../../pipeline/tasks.js';

/** ARN of the execution that calls, as its context object tells it. */
export function executionOf({ context }: TaskCall): string {
  const execution = context['Execution'];
  return isObject(execution) && typeof execution['Id'] === 'string' ? execution['Id'] : '';
}
