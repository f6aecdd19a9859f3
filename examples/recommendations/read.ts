/**
 * `npx tsx examples/recommendations/read.ts OUTPUT [TITLE]`: what goes with a film, by what the declared refresh has published. OUTPUT is what it
 * writes to: `s3://bucket/scored/`, or the folder that `slipway batch Nightly` left of it.
 */
import { openResults } from 'slipway/results';
import { readFilms } from './films.js';

const BEST = 10;

/** A film that goes with another, and how well. */
export interface Match {
  readonly title: string;
  readonly score: number;
}

/** The candidates with the highest published scores of a film, the best first; undefined where nothing is published yet. */
export async function bestOf(output: string, title: string): Promise<Match[] | undefined> {
  const results = await openResults(output);
  if (results === undefined) return undefined;
  const films = readFilms();
  const seen = films.findIndex((film) => film.title === title);
  const best: Match[] = [];
  for await (const line of results.lines()) {
    const [of, candidate, score] = line.split(',').map(Number);
    if (of === seen) best.push({ title: films[candidate ?? -1]?.title ?? '', score: score ?? 0 });
  }
  return best.toSorted((a, b) => b.score - a.score).slice(0, BEST);
}

async function main([output, title = 'Toy Story']: readonly string[]): Promise<void> {
  if (output === undefined) throw new TypeError('give the place that the refresh writes to: s3://bucket/scored/, or a folder');
  const best = await bestOf(output, title);
  process.stdout.write(
    best === undefined ? 'nothing is published yet\n' : best.map((match) => `${match.score.toFixed(3)}  ${match.title}\n`).join(''),
  );
}

if (require.main === module) void main(process.argv.slice(2));
