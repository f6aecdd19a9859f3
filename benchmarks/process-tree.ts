import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, memory in pages of 4 KiB. */
const TICK_MILLIS = 10;
const PAGE_BYTES = 4096;

/** What a process and all that it has started have used. */
export interface TreeUsage {
  /** Processor time of all of them, and of those of their children that have ended. */
  readonly cpuMillis: number;
  /** Memory that is resident now; what they share counts once for each. */
  readonly residentBytes: number;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Tells a process from a later one of the same number. */
  readonly started: number;
  readonly pages: number;
}

/** Reads /proc; NaN where there is none. */
export function treeUsage(root: number): TreeUsage {
  const members = membersOf(root);
  if (members.length === 0) return { cpuMillis: Number.NaN, residentBytes: Number.NaN };
  return {
    cpuMillis: members.reduce((sum, { ticks }) => sum + ticks * TICK_MILLIS, 0),
    residentBytes: members.reduce((sum, { pages }) => sum + pages * PAGE_BYTES, 0),
  };
}

/**
 * Takes down who belongs to a process now, whatever sessions they have made for themselves.
 *
 * @returns kills who of them is still there
 */
export function rememberTree(root: number): () => void {
  const before = membersOf(root);
  return () => {
    for (const { pid, started } of before) {
      if (statOf(pid)?.started !== started) continue;
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  };
}

function membersOf(root: number): Stat[] {
  const all = allStats();
  const members = all.filter(({ pid }) => pid === root);
  for (const { pid } of members) members.push(...all.filter(({ parent }) => parent === pid));
  return members;
}

function allStats(): Stat[] {
  try {
    return readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? (statOf(Number(entry)) ?? []) : []));
  } catch {
    return [];
  }
}

/** Fields by their numbers in proc(5), /proc/pid/stat; the name in brackets is the second. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const field = (number: number): number => fields[number - 3] ?? Number.NaN;
    return { pid, parent: field(4), ticks: field(14) + field(15) + field(16) + field(17), started: field(22), pages: field(24) };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
