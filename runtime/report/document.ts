import type { RehearsalReport } from './rehearsal-report.js';

/**
 * The report as other programs read it: everything but the pictures, which are as long as all the rest a hundred times over and stand in the
 * page's own copy.
 */
export function renderDocument(report: RehearsalReport): string {
  return `${JSON.stringify(report, (key, value: unknown) => (key === 'pictures' || key === 'picture' ? undefined : value), 2)}\n`;
}
