import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly parent: number;
  readonly args: string;
}

/** What runs on this machine: from /proc where there is one, since small images have no ps. */
export function processes(): RunningProcess[] {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

function fromProc(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return [
          { parent: Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]), args: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') },
        ];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

function fromPs(): RunningProcess[] {
  return execFileSync('ps', ['-axo', 'ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, parent, args] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return parent === undefined || args === undefined ? [] : [{ parent: Number(parent), args }];
    });
}
