import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '../core/errors/index.js';
import { RULES } from '../core/rules/index.js';

// Writes docs/errors.md from the registries; a test holds the page to them.

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs', 'errors.md');
const INTRODUCTION = `# Errors and rules

Every message says what was given, what is accepted, what to do next, and where: the construct path and the line of the app. This page is
written by \`npm run docs:errors\` from the registries in \`core/errors\` and \`core/rules\`; a test compares both ways.

Exit codes of the CLI: 0 good, 1 a defect of this package, 2 the input, 3 the verdict, 130 interrupted.

`;

const errors = Object.entries(ERRORS)
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(
    ([code, { blame, when, remedy }]) =>
      `### ${code}\n\n${sentence(when)} **Do:** ${remedy}.${blame === 'us' ? ' This is ours to mend.' : ''}\n`,
  );
const rules = RULES.map(
  ({ id, severity, when, remedy, source }) => `### ${id}\n\n${sentence(when)} **Do:** ${remedy}. *${severity}; source: ${source}*\n`,
);

writeFileSync(
  PAGE,
  `${INTRODUCTION}## Errors\n\n${errors.join('\n')}\n## Rules over templates\n\nRun by the constructs at synthesis, by \`SlipwayRules\` as a validation plugin for any app, and in the rehearsal. An error refuses the\nsynthesis, a warning is said.\n\n${rules.join('\n')}`,
);
execFileSync('git', ['diff', '--stat', '--', PAGE], { cwd: ROOT, stdio: 'inherit' });

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
