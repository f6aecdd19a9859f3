import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** SageMaker gives a container 30 s between SIGTERM and SIGKILL; nobody at a terminal waits so long. */
const GRACE_MILLIS = 2000;
/** What was killed is gone at once, but where the first process of a machine collects nobody its entry stays for good. */
const GONE_MILLIS = 1000;
const LOOK_EVERY_MILLIS = 5;

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
    if (group) await killGroup(pid);
    return;
  }
  await new Promise<void>((gone) => {
    const kill = setTimeout(() => send('SIGKILL'), GRACE_MILLIS);
    child.once('exit', () => {
      clearTimeout(kill);
      gone();
    });
    send('SIGTERM');
  });
  if (group) await killGroup(pid);
}

/** Ends what is left of a group whose leader has ended, and waits until it is gone. */
async function killGroup(leader: number): Promise<void> {
  for (let waited = 0; waited < GONE_MILLIS; waited += LOOK_EVERY_MILLIS) {
    try {
      process.kill(-leader, 'SIGKILL');
    } catch {
      // Nobody is left.
      return;
    }
    await delay(LOOK_EVERY_MILLIS);
  }
}
