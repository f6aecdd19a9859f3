import type { ChildProcess } from 'node:child_process';

/** SageMaker gives a container 30 s between SIGTERM and SIGKILL; nobody at a terminal waits so long. */
const GRACE_MILLIS = 2000;

/** Ends a process, gently and then not; resolves when it is gone. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((gone) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MILLIS);
    child.once('exit', () => {
      clearTimeout(kill);
      gone();
    });
    child.kill('SIGTERM');
  });
}
