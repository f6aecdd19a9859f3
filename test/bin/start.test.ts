import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orphans, Program, ROOT, workDirectories } from './run';

test('npm start shows the spam filter from end to end, breaks it in eleven ways, stays quiet in a pipe and leaves nothing behind', async () => {
  const program = Program.start('bin/start.ts');
  expect(await program.exit()).toBe(0);
  expect(program.stderr).toBe('');
  // 842 held-out rows: examples/spam-filter/data. Counts and rates as scikit-learn gave them: examples/spam-filter/model/card.json.
  expect(program.stdout).toContain('AllTraffic answered 842');
  expect(program.stdout).toMatch(/is nonspam +483 +23/);
  expect(program.stdout).toMatch(/is spam +27 +309/);
  expect(program.stdout).toContain("accuracy 94.1 % (always 'nonspam': 60.1 %)");
  expect(program.stdout).toContain('precision 93.1 %, recall 92.0 %, ROC AUC 0.9872');
  expect(program.stdout).toMatch(/caller +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+/);
  expect(program.stdout).toMatch(/ModelLatency +Microseconds +SampleCount 842/);
  expect(program.stdout).toContain('Captured: 842 records in 1 file');
  // Eleven faults, and the one that is found in the template alone.
  const counts = 'Rehearsal of 1 deployment: 12 faults against 27 alarms, seed 1';
  expect(program.stdout).toContain(counts);
  expect(program.stdout).toContain('No blind spots: of every fault that did harm somebody was told');
  expect(program.stdout).toMatch(/error-burst +\S*Errors \(page\)/);
  expect(program.stdout).toMatch(/bad-candidate +rolled back, 4 min +Rollback\/Errors/);
  expect(program.stdout).toContain('12 known faults: 12 still there; 50 golden rows, all answered as recorded');
  expect(program.stdout).toMatch(/7 healthy days, [\d,]+ requests: 0 false pages, 0 false tickets/);
  expect(program.stdout).toMatch(/done in [\d.]+ s/);
  // The picture in the README is this one: the same faults, told by the same alarms. How slow a slow model is, is this machine's business.
  const told = (text: string): string[] =>
    [...text.matchAll(/^ (?!slow-)([a-z0-9-]+) +(\S+ \((?:page|ticket)\))/gm)].map(([, fault, by]) => `${fault} ${by}`);
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  expect(told(program.stdout)).toEqual(told(readme));
  expect(readme).toContain(counts);
  expect(workDirectories()).toEqual([]);
  expect(orphans()).toEqual([]);
}, 90_000);
