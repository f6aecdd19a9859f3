// Changes the mix of mail on purpose: windows of held-out mails with what the model said of each and what they were, to judge by `slipway drift` and
// `slipway quality`. The data has no dates; each window is given a day of its own.
//
//     npx tsx examples/spam-filter/mix.ts [FOLDER]
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One mail: its features by name, what the model said, and the truth. */
interface Mail {
  readonly cells: readonly string[];
  readonly said: readonly string[];
  readonly spam: boolean;
}

const DATA = join(__dirname, 'data');
/** Words of the office whose mail it was. */
const OFFICE = ['hp', 'hpl', 'george', 'num650', 'lab', 'labs', 'telnet', 'num857', 'num415', 'num85'];
/** Of wanted mail one in four is left. */
const ONE_IN = 4;

function main(): void {
  const folder = process.argv[2] ?? join(__dirname, 'mail');
  const [header = [], ...rows] = csv('heldout.csv');
  const [, ...answers] = csv('expected.csv');
  const names = header.slice(0, -1);
  const mails = rows.map((row, index): Mail => ({ cells: row.slice(0, -1), said: answers[index] ?? [], spam: row.at(-1) === '1' }));
  const office = OFFICE.map((name) => names.indexOf(name)).filter((place) => place >= 0);
  const windows: readonly (readonly [name: string, day: string, mails: readonly Mail[]])[] = [
    ['usual', '2026-01-05', mails],
    ['mostly-spam', '2026-01-06', mails.filter(({ spam }, index) => spam || index % ONE_IN === 0)],
    ['other-office', '2026-01-07', mails.filter(({ spam, cells }) => spam || office.every((place) => Number(cells[place]) === 0))],
  ];
  mkdirSync(folder, { recursive: true });
  for (const [name, day, chosen] of windows) {
    const head = [...names, 'label', 'probabilities.nonspam', 'probabilities.spam', 'truth', 'time'];
    const lines = chosen.map(({ cells, said, spam }) => [...cells, ...said, spam ? 'spam' : 'nonspam', day].join(','));
    writeFileSync(join(folder, `${name}.csv`), `${[head.join(','), ...lines].join('\n')}\n`);
    const share = chosen.filter(({ spam }) => spam).length / chosen.length;
    process.stdout.write(`${name}.csv: ${chosen.length} mails, ${Math.round(share * 100)} % spam\n`);
  }
}

function csv(name: string): string[][] {
  const text = readFileSync(join(DATA, name), 'utf8').trim();
  return text.split(/\r?\n/).map((line) => line.split(','));
}

main();
