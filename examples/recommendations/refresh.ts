/**
 * `npx tsx examples/recommendations/refresh.ts [FOLDER]`: the night's work. Pairs of the thousand best known films, scored by `slipway batch`; of
 * each film the ten that go best with it, as lines of JSON and as a page.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, createReadStream, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readFilms, type Film } from './films.js';
import { recommendationsPage } from './page.js';
import { featuresOf, PAIR_FEATURES } from './pairs.js';

const FILMS = 1000;
const BEST = 10;
const SLIPWAY = join(__dirname, '..', '..', 'dist', 'bin', 'slipway.js');

/** A film that goes with another one, and how well: 0 to 1. */
export interface Recommended {
  readonly film: number;
  readonly score: number;
}

async function main([folder = 'recommendations']: readonly string[]): Promise<void> {
  if (!existsSync(SLIPWAY)) throw new TypeError(`there is no ${SLIPWAY}; run npm run build`);
  mkdirSync(folder, { recursive: true });
  const films = readFilms().slice(0, FILMS);
  const [pairs, scored] = [join(folder, 'pairs.csv'), join(folder, 'scored.csv')];
  writePairs(pairs, films);
  const model = join(__dirname, 'model');
  const { status } = spawnSync(process.execPath, [SLIPWAY, 'batch', model, pairs, '-o', scored, '--keep', 'seen', 'candidate'], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new TypeError(`slipway batch ended with ${status}; what was published before stays`);
  const best = await bestOf(scored, films.length);
  publish(join(folder, 'recommendations.jsonl'), linesOf(films, best));
  publish(join(folder, 'index.html'), recommendationsPage(films, best));
  rmSync(pairs);
  process.stdout.write(
    `${films.length} films, ${BEST} for each: ${join(folder, 'recommendations.jsonl')}, and to look at ${join(folder, 'index.html')}\n`,
  );
}

/** Every pair in both directions, by the films' places in the list. */
function writePairs(path: string, films: readonly Film[]): void {
  const file = openSync(path, 'w');
  writeSync(file, `seen,candidate,${Object.keys(PAIR_FEATURES).join(',')}\n`);
  for (const [seen, one] of films.entries()) {
    const lines = films.flatMap((other, candidate) =>
      candidate === seen ? [] : [`${seen},${candidate},${featuresOf(one, other).join(',')}\n`],
    );
    writeSync(file, lines.join(''));
  }
  closeSync(file);
}

/** The candidates with the highest scores of each film, the best first. */
async function bestOf(path: string, films: number): Promise<Recommended[][]> {
  const best: Recommended[][] = Array.from({ length: films }, () => []);
  let names: readonly string[] | undefined;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const cells = line.split(',');
    if (names === undefined) {
      names = cells;
      continue;
    }
    const score = Number(cells[names.indexOf('probabilities_same')]);
    const mine = best[Number(cells[0])];
    if (mine === undefined || (mine.length === BEST && score <= (mine.at(-1)?.score ?? 0))) continue;
    mine.push({ film: Number(cells[1]), score });
    mine.sort((a, b) => b.score - a.score || a.film - b.film);
    mine.length = Math.min(mine.length, BEST);
  }
  return best;
}

function linesOf(films: readonly Film[], best: readonly (readonly Recommended[])[]): string {
  return best
    .map((mine, seen) => {
      const recommended = mine.map(({ film, score }) => ({
        title: films[film]?.title,
        year: films[film]?.year,
        score: Number(score.toFixed(4)),
      }));
      return `${JSON.stringify({ seen: films[seen]?.title, year: films[seen]?.year, recommended })}\n`;
    })
    .join('');
}

/** Readers find the night before, or this one, and never half of it. */
function publish(path: string, text: string): void {
  writeFileSync(`${path}.unfinished`, text);
  renameSync(`${path}.unfinished`, path);
}

void main(process.argv.slice(2));
