import { escape } from './escape.js';

export interface StaticPage {
  /** Of the window; plain text. */
  readonly title: string;
  /** The command that wrote the page: `slipway drift`. */
  readonly command: string;
  readonly style: string;
  /** HTML, in which whatever other people named is escaped. */
  readonly body: string;
}

/** One HTML page that needs nothing else: it may run no script, load nothing, and send nothing anywhere. */
export function staticPage({ title, command, style, body }: StaticPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="generator" content="${command}">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
