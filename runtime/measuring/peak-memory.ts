import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const KIB_PER_MIB = 1024;

/** Most memory that a process has held so far, MiB; where the system keeps no such record, what it holds now; null where neither is known. */
export function peakMemoryMiB(pid: number): number | null {
  const kib = fromProc(pid) ?? fromPs(pid);
  return kib === undefined ? null : kib / KIB_PER_MIB;
}

function fromProc(pid: number): number | undefined {
  try {
    const [, text] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return text === undefined ? undefined : Number(text);
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): number | undefined {
  try {
    const kib = Number(
      execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim(),
    );
    return Number.isFinite(kib) && kib > 0 ? kib : undefined;
  } catch {
    return undefined;
  }
}
