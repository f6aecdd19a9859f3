import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { SlipwayError } from '../../core/errors/index.js';

/** Of `/proc/<pid>/stat`, after the name in brackets: when the process began, in ticks since the machine did (proc_pid_stat(5), field 22). */
const START_FIELD = 19;

/**
 * Lets one run at a time write to an output. What a run that was killed left behind is taken over; the number of a process is used again one
 * day, so its beginning is noted with it.
 *
 * @returns gives the lock back
 */
export function takeLock(path: string, output: string): () => void {
  const mine = `${process.pid} ${beginning(process.pid)}`;
  for (;;) {
    try {
      writeFileSync(path, mine, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw new SlipwayError(
          'batch-output',
          `'${output}' cannot be written: ${message}; give a name in a folder that is there and may be written to`,
          {},
          { cause },
        );
    }
    takeOver(path, output);
  }
}

/** Takes the lock of a dead run away; throws where the run lives. */
function takeOver(path: string, output: string): void {
  const found = textOf(path);
  if (found === undefined) return;
  const [pid = '', begun = ''] = found.split(' ');
  if (pid !== '' && isAlive(Number(pid)) && beginning(Number(pid)) === begun)
    throw new SlipwayError(
      'batch-busy',
      `another run, process ${pid}, writes to '${output}'; wait until it has ended, or give another output`,
    );
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Between reading and renaming another run may have taken the lock over: then it is given back.
  if (textOf(aside) !== found) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began; the same for all where the system does not tell. */
function beginning(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`) ?? '';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? 'unknown';
}
