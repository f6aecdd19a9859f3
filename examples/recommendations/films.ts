import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A film, as far as its row can be believed. */
export interface Film {
  readonly title: string;
  readonly year: number;
  readonly genre: string | undefined;
  readonly kind: string | undefined;
  readonly source: string | undefined;
  readonly audience: string | undefined;
  readonly distributor: string | undefined;
  readonly director: string | undefined;
  readonly budget: number | undefined;
  readonly gross: number | undefined;
  readonly minutes: number | undefined;
  readonly tomatoes: number | undefined;
  readonly rating: number;
  readonly votes: number;
}

type Row = Readonly<Record<string, string | number | null>>;

/** The rows were put together in 2010; a later year is one of the last century. */
const NEWEST = 2010;

/** Films of vega-datasets that people have rated, the best known first. */
export function readFilms(): Film[] {
  const folder = dirname(createRequire(__filename).resolve('vega-datasets'));
  const rows = JSON.parse(readFileSync(join(folder, '..', 'data', 'movies.json'), 'utf8')) as Row[];
  const films = rows.flatMap((row) => filmOf(row) ?? []);
  const seen = new Set<string>();
  return films
    .toSorted((a, b) => b.votes - a.votes || (a.title < b.title ? -1 : 1))
    .filter(({ title, year }) => {
      const name = `${title} (${year})`;
      if (seen.has(name)) return false;
      seen.add(name);
      return true;
    });
}

function filmOf(row: Row): Film | undefined {
  const text = (name: string): string | undefined => (typeof row[name] === 'string' && row[name] !== '' ? row[name] : undefined);
  const number = (name: string): number | undefined => (typeof row[name] === 'number' && row[name] > 0 ? row[name] : undefined);
  const [rating, votes] = [number('IMDB Rating'), number('IMDB Votes')];
  const year = Number(/(\d{4})$/.exec(text('Release Date') ?? '')?.[1]);
  const title = row['Title'];
  if (rating === undefined || votes === undefined || Number.isNaN(year) || title === null || title === undefined) return undefined;
  return {
    title: String(title),
    year: year > NEWEST ? year - 100 : year,
    genre: text('Major Genre'),
    kind: text('Creative Type'),
    source: text('Source'),
    audience: text('MPAA Rating'),
    distributor: text('Distributor'),
    director: text('Director'),
    budget: number('Production Budget'),
    gross: number('Worldwide Gross'),
    minutes: number('Running Time min'),
    tomatoes: number('Rotten Tomatoes Rating'),
    rating,
    votes,
  };
}
