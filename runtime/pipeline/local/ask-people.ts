import { isObject } from '../json.js';
import type { TaskTokens } from '../task-tokens.js';
import type { TaskRegistry } from '../tasks.js';

/** Answers whether the run goes on with what a step has before it. */
export type Approve = (step: string, question: string) => Promise<boolean>;

/** Questions that a run sends to people, answered here: by whoever began the run. */
export function approvalTasks(tokens: TaskTokens, approve: Approve): TaskRegistry {
  return {
    'sns:publish': async (call) => {
      const { Message: message } = isObject(call.arguments) ? call.arguments : {};
      const { Token: token } = isObject(call.context['Task'] ?? null) ? (call.context['Task'] as { readonly Token?: unknown }) : {};
      const { Name: name } = isObject(call.context['State'] ?? null) ? (call.context['State'] as { readonly Name?: unknown }) : {};
      const step = typeof name === 'string' ? name : '';
      // How it is answered in the cloud is of no use here.
      const [question = ''] = (typeof message === 'string' ? message : '').split('\n');
      const agreed = await approve(step, question);
      if (typeof token === 'string') {
        if (agreed) tokens.success(token, {});
        else
          tokens.failure(
            token,
            'Refused',
            `nobody has agreed to '${step}'; on this machine the terminal asks, or give --approve '${step}'`,
          );
      }
      return { MessageId: `question-${step}` };
    },
  };
}
