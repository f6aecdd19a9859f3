// Writes the flights as a deployment has them: the six weeks that the model learned from, and one file a day with what it answered and what really was.
//
//     npx tsx examples/flight-delays/prepare.ts [--to FOLDER] [--every N] [--training-only]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DELAY_RANGE, flightsCsv, Flights, openScorer, TRAINING_ENDS } from './flights.js';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      to: { type: 'string', default: join(__dirname, 'flights') },
      every: { type: 'string', default: '1' },
      'training-only': { type: 'boolean', default: false },
    },
  });
  const days = join(values.to, 'days');
  mkdirSync(days, { recursive: true });
  const flights = await Flights.open(Number(values.every));
  const rejected = await flights.rejected();
  const lines = rejected.map(({ time, origin, destination, delay }) => `${time},${origin},${destination},${delay}`);
  writeFileSync(join(values.to, 'rejected.csv'), `${['time,origin,destination,delay', ...lines].join('\n')}\n`);
  process.stdout.write(`data check: ${rejected.length} flights have a delay outside ${DELAY_RANGE.join(' to ')} minutes, and are left out: ${rejected.map(({ delay }) => delay).join(', ')}\n`); // prettier-ignore
  if (values['training-only']) {
    // What is learned from must not hold what was learned.
    writeFileSync(join(values.to, 'training.csv'), flightsCsv(await flights.training()));
    return;
  }
  const scorer = await openScorer();
  const training: string[] = [];
  let learned = 0;
  const all = await flights.days();
  for (const day of all) {
    const rows = await flights.day(day);
    const text = flightsCsv(rows, await scorer(rows));
    writeFileSync(join(days, `${day}.csv`), text);
    if (day >= TRAINING_ENDS) continue;
    // One header for all of them.
    training.push(training.length === 0 ? text : text.slice(text.indexOf('\n') + 1));
    learned += rows.length;
  }
  writeFileSync(join(values.to, 'training.csv'), training.join(''));
  process.stdout.write(
    `training.csv: ${learned} flights of six weeks\ndays: ${all.length} files, ${all[0] ?? ''} to ${all.at(-1) ?? ''}\n`,
  );
}

void main();
