import { readFileSync } from 'node:fs';

/** Megabytes (MiB, as Lambda counts) that a process holds resident; 0 where this machine does not say. */
export function residentMb(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}
