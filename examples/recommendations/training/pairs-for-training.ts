/**
 * `npx tsx training/pairs-for-training.ts OUT.csv`: pairs of films with what they have in common and whether one person directed both, split by
 * director, so that no film of a director whom the model is judged by was in its training.
 */
import { writeFileSync } from 'node:fs';
import { readFilms, type Film } from '../films.js';
import { featuresOf, PAIR_FEATURES } from '../pairs.js';

const SEED = 1895;
const HELD_OUT = 0.25;
/** Pairs of two directors for each pair of one. */
const OTHERS = 10;
/** Films that the nightly refresh knows, which the ranking is judged by. */
const BEST_KNOWN = 1000;

let state = SEED;
function next(below: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function main([output = 'pairs.csv']: readonly string[]): void {
  const all = readFilms();
  const films = all.filter(({ director }) => director !== undefined);
  const directors = [...new Set(films.map(({ director = '' }) => director))].toSorted((a, b) => (a < b ? -1 : 1));
  const heldOut = new Set(directors.filter(() => next(1000) < HELD_OUT * 1000));
  const lines = [['part', 'same_director', ...Object.keys(PAIR_FEATURES)].join(',')];
  const add = (part: string, one: Film, other: Film): void => {
    lines.push([part, Number(one.director === other.director), ...featuresOf(one, other)].join(','));
  };
  for (const part of ['train', 'test']) {
    const mine = films.filter(({ director }) => heldOut.has(director ?? '') === (part === 'test'));
    for (const [index, one] of mine.entries())
      for (const other of mine.slice(index + 1).filter(({ director }) => director === one.director)) {
        add(part, one, other);
        for (let times = 0; times < OTHERS; times += 1) {
          const stranger = mine[next(mine.length)];
          if (stranger !== undefined && stranger.director !== one.director) add(part, one, stranger);
        }
      }
  }
  // A ranking each: a film of a director whom the model has not met, beside all others that are well known.
  const known = all.slice(0, BEST_KNOWN);
  const judged = known.filter(
    (film) => heldOut.has(film.director ?? '') && known.some((other) => other !== film && other.director === film.director),
  );
  for (const [place, film] of judged.entries()) for (const other of known) if (other !== film) add(`rank${place}`, film, other);
  writeFileSync(output, `${lines.join('\n')}\n`);
}

main(process.argv.slice(2));
