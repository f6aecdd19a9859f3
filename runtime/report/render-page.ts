import { createHash } from 'node:crypto';
import type { RehearsalReport } from './rehearsal-report.js';

/** The bundled browser code of the page. */
export interface PageCode {
  readonly script: string;
  readonly style: string;
}

/**
 * The report as one HTML page that needs nothing else: no server, no network, no other file. It may run no script but its own, and load
 * nothing from anywhere; names in it are other people's.
 */
export function renderPage(report: RehearsalReport, code: PageCode): string {
  const script = `\n${code.script.replaceAll(/<\/(?=script)/gi, '<\\/').trim()}\n`;
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="generator" content="slipway rehearse">
<title>Rehearsal: who is told when it breaks</title>
<style>
${code.style.replaceAll(/<\/(?=style)/gi, '<\\/').trim()}
</style>
</head>
<body>
<div id="page"><noscript>This report draws itself with JavaScript; the same is said by slipway rehearse in a terminal.</noscript></div>
<script type="application/json" id="report">${embedded(report)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that no HTML parser takes for anything else: it holds no `<`, and so neither an end tag nor a comment. */
function embedded(report: RehearsalReport): string {
  return JSON.stringify(report).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
