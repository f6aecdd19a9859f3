import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Contestant, Rows } from './contestants.js';
import type { LoadOrder, LoadResult } from './load.js';

/** One size of request at one number of connections. */
export interface Scenario {
  readonly connections: number;
  readonly rows: number;
  readonly rounds: number;
}

export interface Measured extends LoadResult {
  /** Processor time of the server for a request, microseconds. */
  readonly cpuMicros: number;
}

const ROUND_MILLIS = 1500;
const WARM_UP_MILLIS = 1500;
/** Distinct bodies of a load; each is sent in turn. */
const MOST_BODIES = 200;

/** Sends load from a process of its own. */
export class Generator {
  private readonly child: ChildProcess;

  constructor() {
    this.child = fork(join(__dirname, 'load.ts'), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: ['--import', 'tsx'] });
  }

  async send(order: LoadOrder): Promise<LoadResult> {
    const answer = once(this.child, 'message') as Promise<[LoadResult]>;
    this.child.send(order);
    const [result] = await answer;
    return result;
  }

  stop(): void {
    this.child.kill();
  }
}

/** What each contestant does in each round; rounds are interleaved, so that what else the machine does meets all of them. */
export async function interleaved(
  generator: Generator,
  contestants: readonly Contestant[],
  { connections, rows, rounds }: Scenario,
  table: Rows,
): Promise<Map<string, Measured[]>> {
  const orders = contestants.map((contestant): LoadOrder => ({
    url: contestant.url,
    headers: { 'Content-Type': 'application/json' },
    bodies: bodiesOf(contestant, table, rows),
    connections,
    millis: ROUND_MILLIS,
  }));
  for (const order of orders) await generator.send({ ...order, millis: WARM_UP_MILLIS });
  const measured = new Map(contestants.map(({ name }): [string, Measured[]] => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const before = contestant.usage().cpuMillis;
      const result = await generator.send(orders[index]);
      const cpuMicros = ((contestant.usage().cpuMillis - before) * 1000) / ((result.requestsPerSecond * ROUND_MILLIS) / 1000);
      if (result.failures > 0) throw new TypeError(`${contestant.name} refused ${result.failures} requests of ${rows} rows`);
      measured.get(contestant.name)?.push({ ...result, cpuMicros });
    }
  }
  return measured;
}

/** Rows that differ from body to body: the same row again would teach the branch predictor. */
export function bodiesOf({ body }: Contestant, table: Rows, rows: number): string[] {
  return Array.from({ length: Math.min(MOST_BODIES, table.length) }, (_, index) => {
    const from = Math.floor((index * table.length) / Math.min(MOST_BODIES, table.length));
    return body(Array.from({ length: rows }, (_each, at) => table[(from + at) % table.length]));
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
