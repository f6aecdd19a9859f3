import { buildSync } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The most that a process held that counts generated rows, for a million and for a hundred million of them. */
export function memoryFigure(): void {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-drift-memory-'));
  try {
    const outfile = join(folder, 'counting.js');
    buildSync({
      entryPoints: [join(__dirname, 'counting.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      logLevel: 'warning',
    });
    const [few, many] = [1e6, 1e8].map((rows) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, [outfile, String(rows)], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`counting ended with ${String(status)}: ${stderr}`);
      return JSON.parse(stdout) as { mb: number; seconds: number; columns: number };
    });
    if (few === undefined || many === undefined) return;
    process.stdout.write(
      `${many.columns} columns counted: 1,000,000 rows ${few.mb.toFixed(0)} MB, 100,000,000 rows ${many.mb.toFixed(0)} MB in ${many.seconds.toFixed(0)} s\n`,
    );
    process.stdout.write(`figure profile_rss_mb_100m_rows ${many.mb.toFixed(0)} goal <=200\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
