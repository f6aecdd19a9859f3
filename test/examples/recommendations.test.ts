import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFilms } from '../../examples/recommendations/films';
import { recommendationsPage } from '../../examples/recommendations/page';
import { featuresOf, PAIR_FEATURES } from '../../examples/recommendations/pairs';
import { openModel, type LoadedModel } from '../../workloads/scoring/open-model';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'recommendations');
const films = readFilms().slice(0, 1000);

let model: LoadedModel;
beforeAll(async () => {
  model = await openModel(join(EXAMPLE, 'model'));
});
afterAll(() => model.close());

/** The ten best candidates of a film, as the refresh finds them. */
async function bestOf(title: string): Promise<string[]> {
  const seen = films.find((film) => film.title === title);
  if (seen === undefined) throw new TypeError(`there is no ${title}`);
  const candidates = films.filter((film) => film !== seen);
  const read = model.reader.readRows(candidates.map((film) => featuresOf(seen, film)));
  if (!read.ok) throw new TypeError('the pairs do not fit the model');
  const [, probabilities] = await model.run(read.block);
  return candidates
    .map((film, row) => ({ title: film.title, score: Number(probabilities.values[2 * row + 1]) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 10)
    .map((each) => each.title);
}

test('the model takes what pairs.ts makes, and answers its golden rows', () => {
  expect(model.schema.features.map(({ name }) => name)).toEqual(Object.keys(PAIR_FEATURES));
  expect(model.goldenRows).toBe(50);
});

test('a film for children brings others, and the next part among them', async () => {
  expect(await bestOf('Toy Story')).toEqual(expect.arrayContaining(['Toy Story 2', 'Finding Nemo', 'Monsters, Inc.']));
});

test('films are the best known first, none twice, and none of a year after the data was made', () => {
  expect(films).toHaveLength(1000);
  expect(new Set(films.map(({ title, year }) => `${title} ${year}`)).size).toBe(1000);
  expect(Math.max(...films.map(({ year }) => year))).toBeLessThanOrEqual(2010);
  expect(films.every((film, place) => place === 0 || film.votes <= (films[place - 1]?.votes ?? 0))).toBe(true);
});

test('a pair has the same in common either way round', () => {
  const [one, other] = [films[3], films[700]];
  expect(featuresOf(one, other)).toEqual(featuresOf(other, one));
});

test('the README says what quality.json says', () => {
  const quality = JSON.parse(readFileSync(join(EXAMPLE, 'model', 'quality.json'), 'utf8')) as Record<string, number | number[]>;
  const readme = readFileSync(join(EXAMPLE, 'README.md'), 'utf8');
  const [low, high] = quality['hit_at_10_interval'] as [number, number];
  for (const line of [
    `10,020 pairs | ${quality['held_out_auc'] as number} |`,
    `${quality['judged_films'] as number} films | ${quality['hit_at_10'] as number} (${low} to ${high}) |`,
    `drawn by chance | ${quality['hit_at_10_by_chance'] as number} |`,
    `the ten best known films | ${quality['hit_at_10_best_known'] as number} |`,
    `of the same genre | ${quality['hit_at_10_same_genre_best_known'] as number} |`,
  ])
    expect(readme).toContain(line);
  expect(quality['held_out_pairs']).toBe(10_020);
});

test('a title cannot end the script of the page', () => {
  const hostile = { ...films[0], title: '</script><script>alert(1)</script>' };
  expect(recommendationsPage([hostile], [[]]).match(/<\/script>/g)).toHaveLength(1);
});
