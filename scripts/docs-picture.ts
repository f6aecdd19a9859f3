// docs/rehearsal.png: the page of the spam filter's whole rehearsal, as a browser shows its matrix. Needs Chromium: SLIPWAY_CHROMIUM, or /usr/bin/chromium.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const WIDTH = 1420;
/** From the heading of the matrix on. */
const HEIGHT = 1240;
const ABOVE = 16;

const root = resolve(__dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'slipway-picture-'));

async function picture(): Promise<void> {
  const rehearsed = spawnSync('npx', ['tsx', 'bin/slipway.ts', 'rehearse', '-c', 'env=dev', '--quiet', '--report', scratch], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (rehearsed.status !== 0) throw new Error(`slipway rehearse ended with ${rehearsed.status}`);
  const browser = await chromium.launch({
    executablePath: process.env['SLIPWAY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT }, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(pathToFileURL(join(scratch, 'index.html')).href);
    const heading = page.getByRole('heading', { name: 'Who is told, and after how long' });
    const { y } = (await heading.boundingBox()) ?? { y: ABOVE };
    await page.screenshot({
      path: join(root, 'docs', 'rehearsal.png'),
      fullPage: true,
      clip: { x: 0, y: y - ABOVE, width: WIDTH, height: HEIGHT },
    });
  } finally {
    await browser.close();
  }
}

void picture().finally(() => rmSync(scratch, { recursive: true, force: true }));
