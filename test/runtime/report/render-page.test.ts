import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderPage } from '../../../runtime/report/render-page';
import { writeReport } from '../../../runtime/report/write-report';
import { badReport, latencyAlarm, report } from '../../_support/reports';

const CODE = { script: 'document.title;', style: 'body { margin: 0 }' };

/** What a browser makes of a script element: everything up to the first end tag, whatever a string thinks. */
const scripts = (html: string): string[] => [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script/gi)].map(([, text = '']) => text);

test('whatever stands in a report comes back out of the page as it went in, and nothing of it is code', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('</script>', '<!--<script>', ']]>', '\u2028', '</SCRIPT ', '&lt;', '"></script>'),
  );
  fc.assert(
    fc.property(fc.array(nasty, { maxLength: 5 }), (texts) => {
      const given = report({ alarms: texts.map((name) => latencyAlarm({ name, reason: name, pictures: [] })) });
      const [data = '', code] = scripts(renderPage(given, CODE));
      expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(given)));
      expect(code).toBe('\ndocument.title;\n');
    }),
  );
});

test('the page may run its own script alone', () => {
  const html = renderPage(report(), CODE);
  const [, hash] = /script-src 'sha256-([^']+)'/.exec(html) ?? [];
  expect(hash).toBe(
    createHash('sha256')
      .update(scripts(html)[1] ?? '')
      .digest('base64'),
  );
  expect(html).toContain("default-src 'none'");
});

test('code that holds an end tag in a string does not end there', () => {
  expect(scripts(renderPage(report(), { ...CODE, script: 'const tag = "</script>";' }))[1]).toBe('\nconst tag = "<\\/script>";\n');
});

test('the same report gives the same page, byte for byte', () => {
  expect(renderPage(badReport(), CODE)).toBe(renderPage(badReport(), CODE));
});

test('a folder holds the page, complete in one file, and the document for programs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-report-'));
  try {
    const path = writeReport(badReport(), join(folder, 'new', 'folder'));
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(join(folder, 'new', 'folder')).toSorted()).toEqual(['index.html', 'report.json']);
    const html = readFileSync(path, 'utf8');
    expect(html).not.toMatch(/<(link|img|iframe|script[^>]* src)\b/);
    expect(html.length).toBeLessThan(150_000);
    for (const name of ['preact', 'uplot']) expect(html).toMatch(new RegExp(`${name} [\\d.]+ \\(MIT\\)`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
