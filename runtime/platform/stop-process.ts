import type { ChildProcess } from 'node:child_process';

/** SageMaker gives a container 30 s between SIGTERM and SIGKILL; nobody at a terminal waits so long. */
const GRACE_MILLIS = 2000;

/**
 * Ends a process, gently and then not; resolves when it is gone.
 *
 * @param options.group also ends what it has started, where it leads a process group
 */
export async function stopProcess(child: ChildProcess, { group = false }: { readonly group?: boolean } = {}): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const send = (signal: NodeJS.Signals): void => {
    try {
      process.kill(group ? -pid : pid, signal);
    } catch {
      // It has ended by itself.
    }
  };
  if (child.exitCode !== null || child.signalCode !== null) {
    if (group) send('SIGKILL');
    return;
  }
  await new Promise<void>((gone) => {
    const kill = setTimeout(() => send('SIGKILL'), GRACE_MILLIS);
    child.once('exit', () => {
      clearTimeout(kill);
      if (group) send('SIGKILL');
      gone();
    });
    send('SIGTERM');
  });
}
