/** A process of its own, so that its memory is its own: counts as many generated rows as it is told, batch by batch. */
import { readFileSync } from 'node:fs';
import type { ProfilePlan } from '../../core/drift/profile/profile.js';
import { ProfileBuilder } from '../../core/drift/table/profile-builder.js';
import { kernelCounters } from '../../workloads/drift/kernel/kernel-counter.js';

const [COLUMNS, BATCH] = [10, 4096];
const rows = Number(process.argv[2]);
const names = Array.from({ length: COLUMNS }, (_, index) => `x${index}`);
const plan: ProfilePlan = {
  inputs: names,
  outputs: [],
  features: names.map((name) => ({ name, kind: 'numeric', integer: false, edges: [-2, -1, 0.5, 1, 2, 10], spikes: [0] })),
  predictions: [],
  leftOut: [],
  segments: [],
};
const started = performance.now();
const builder = new ProfileBuilder(plan, kernelCounters());
const columns = new Map(names.map((name) => [name, new Float64Array(BATCH)]));
let state = 1;
for (let done = 0; done < rows; done += BATCH) {
  for (const [index, values] of [...columns.values()].entries()) {
    for (let row = 0; row < BATCH; row += 1) {
      // Marsaglia's xorshift; the difference of two over their product spreads over many sizes.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      values[row] = (state % 16 === 0 ? 0 : state / (1 + (state & 0xffff))) * (index + 1);
    }
  }
  builder.add({ rows: Math.min(BATCH, rows - done), columns });
}
const profile = builder.finish('dense');
if (profile.rows !== rows) throw new Error(`${profile.rows} rows were counted`);
// What getrusage says of a new process is at least what the one held that started it.
const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
process.stdout.write(JSON.stringify({ mb: Number(kilobytes) / 1024, seconds: (performance.now() - started) / 1000, columns: COLUMNS }));
