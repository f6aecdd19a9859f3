import axe from 'axe-core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { RehearsalReport } from '../../runtime/report/rehearsal-report';
import { writeReport } from '../../runtime/report/write-report';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const scratch = mkdtempSync(join(tmpdir(), 'slipway-browser-test-'));
let context: BrowserContext;
let pages = 0;
beforeAll(async () => {
  context = await chromium.launchPersistentContext(join(scratch, 'profile'), {
    executablePath: process.env['SLIPWAY_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ARGS,
    offline: true,
  });
});
afterEach(async () => {
  for (const page of context.pages().slice(1)) await page.close();
});
afterAll(async () => {
  await context.close();
  rmSync(scratch, { recursive: true, force: true });
});

export interface Opened {
  readonly page: Page;
  /** Whatever the page asked for, said on the console, or threw; its own address first. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

export interface Look {
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
}

/** Opens a report as a reader does: a file on disk, with no network. */
export async function open(report: RehearsalReport, look: Look = {}): Promise<Opened> {
  return openPage(writeReport(report, join(scratch, String((pages += 1)))), look);
}

/** Opens a page of this machine. */
export async function openPage(path: string, { scheme = 'light', width = 1280 }: Look = {}): Promise<Opened> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(pathToFileURL(path).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, requests, complaints };
}

/** What axe-core finds wrong for people who do not see, point or tell colours apart: WCAG 2.2 A and AA, and best practice. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as axe.AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
}
