import type { ChildProcess } from 'node:child_process';

const groups = new Set<ChildProcess>();

/**
 * Kills the group of a process if this one ends without having stopped it: by a second Ctrl-C, by an error that nobody caught. A group of its
 * own gets no Ctrl-C from the terminal, and would stay for good.
 *
 * @returns takes the promise back, once the process has been stopped
 */
export function endWithUs(child: ChildProcess): () => void {
  if (groups.size === 0) process.on('exit', killAll);
  groups.add(child);
  return () => {
    groups.delete(child);
    if (groups.size === 0) process.off('exit', killAll);
  };
}

function killAll(): void {
  for (const { pid } of groups) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
