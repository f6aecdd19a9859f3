// Writes, for each fault, a folder of days to judge: the first 28, two healthy ones in May, and five on which the fault strikes before the model is asked.
//
//     npx tsx examples/flight-delays/break.ts [--to FOLDER] [--every N]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS } from './faults.js';
import { flightsCsv, Flights, openScorer } from './flights.js';

const REFERENCE_DAYS = 28;
/** Monday to Friday, and the weekend before. */
const BEFORE = ['2001-05-05', '2001-05-06'];
const STRUCK = ['2001-05-07', '2001-05-08', '2001-05-09', '2001-05-10', '2001-05-11'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { to: { type: 'string', default: join(__dirname, 'flights') }, every: { type: 'string', default: '1' } },
  });
  const flights = await Flights.open(Number(values.every));
  const scorer = await openScorer();
  const healthy = [...(await flights.days()).slice(0, REFERENCE_DAYS), ...BEFORE];
  for (const day of healthy) {
    const rows = await flights.day(day);
    const text = flightsCsv(rows, await scorer(rows));
    for (const { name } of FAULTS) write(values.to, name, day, text);
  }
  for (const day of STRUCK) {
    const rows = await flights.day(day);
    for (const { name, strike } of FAULTS) {
      const broken = rows.map(strike).filter((flight) => flight !== undefined);
      write(values.to, name, day, flightsCsv(broken, await scorer(broken)));
    }
  }
  for (const { name, what } of FAULTS) process.stdout.write(`broken/${name}: from ${STRUCK[0] ?? ''} on ${what}\n`);
}

function write(folder: string, fault: string, day: string, text: string): void {
  const at = join(folder, 'broken', fault);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, `${day}.csv`), text);
}

void main();
