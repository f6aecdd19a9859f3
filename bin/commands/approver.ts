import { createInterface } from 'node:readline/promises';
import type { Approve } from '../../runtime/index.js';
import type { TerminalHost } from '../render/progress.js';

/** Who agrees to a step: whoever was named beforehand, else whoever sits at the terminal; nobody where there is none. */
export function approver(beforehand: readonly string[] | undefined, host: TerminalHost): Approve {
  return async (step, question) => {
    if (beforehand !== undefined) return beforehand.includes(step);
    if (!process.stdin.isTTY) return false;
    host.clear();
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await terminal.question(`${step}: ${question} [y/N] `);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      terminal.close();
    }
  };
}
