import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from '../bundled.js';
import { renderDocument } from './document.js';
import type { RehearsalReport } from './rehearsal-report.js';
import { renderPage } from './render-page.js';

/**
 * Writes the page and, for programs, the document beside it.
 *
 * @returns path of the page
 */
export function writeReport(report: RehearsalReport, directory: string): string {
  const code = { script: readFileSync(bundled('report', 'page.js'), 'utf8'), style: readFileSync(bundled('report', 'page.css'), 'utf8') };
  const page = join(directory, 'index.html');
  mkdirSync(directory, { recursive: true });
  writeFileSync(page, renderPage(report, code));
  writeFileSync(join(directory, 'report.json'), renderDocument(report));
  return page;
}
