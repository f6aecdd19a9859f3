import type { Film } from './films.js';
import type { Recommended } from './refresh.js';

/** A page without anything else: a film is chosen, and the ten that go with it are shown with what they share. */
export function recommendationsPage(films: readonly Film[], best: readonly (readonly Recommended[])[]): string {
  const data = {
    films: films.map(({ title, year, genre, kind, source, director, rating }) => [
      title,
      year,
      genre ?? '',
      kind ?? '',
      source ?? '',
      director ?? '',
      rating,
    ]),
    best: best.map((mine) => mine.map(({ film, score }) => [film, Math.round(score * 1000) / 1000])),
  };
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What goes with a film</title>
<style>${STYLE}</style>
<main>
  <h1>What goes with a film</h1>
  <label>A film that you like <input id="film" list="films" autocomplete="off"></label>
  <datalist id="films"></datalist>
  <ol id="best" aria-live="polite"></ol>
  <p class="note">Ranked by how likely one person directed both, which the model was taught from what films have in common, never from their
  directors' names. The data knows films, and no viewers: whether you like what it finds, it cannot know.</p>
</main>
<script>const DATA = ${JSON.stringify(data).replaceAll('<', '\\u003c')};
${SCRIPT}</script>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1b1f24, #e8eaed); --faint: light-dark(#5f6773, #a4abb6); --line: light-dark(#d9dde3, #3a4048); --bar: light-dark(#2f6fdb, #6ea8ff); --page: light-dark(#fff, #16181c); }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem; }
h1 { font-size: 1.6rem; margin: 0 0 1.2rem; }
label { display: block; color: var(--faint); }
input { display: block; width: 100%; box-sizing: border-box; margin-top: .3rem; padding: .6rem .7rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem; }
ol { list-style: none; margin: 1.4rem 0; padding: 0; }
li { display: grid; grid-template-columns: 1fr 7rem; gap: .2rem 1rem; padding: .7rem 0; border-top: 1px solid var(--line); }
.title { font-weight: 600; }
.year, .shared { color: var(--faint); font-weight: 400; }
.shared { font-size: .9rem; grid-column: 1; }
.score { grid-row: 1; grid-column: 2; align-self: center; text-align: right; font-variant-numeric: tabular-nums; font-size: .9rem; }
.track { grid-column: 2; align-self: center; height: .4rem; background: var(--line); border-radius: .2rem; overflow: hidden; }
.track i { display: block; height: 100%; background: var(--bar); }
.note { color: var(--faint); font-size: .9rem; }
`;

const SCRIPT = `
const name = ([title, year]) => title + ' (' + year + ')';
const places = new Map(DATA.films.map((film, place) => [name(film), place]));
const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? '' });
const input = document.getElementById('film');
for (const film of [...places.keys()].sort()) document.getElementById('films').append(Object.assign(document.createElement('option'), { value: film }));
function shared(one, other) {
  const parts = [];
  if (one[5] && one[5] === other[5]) parts.push('by ' + one[5]);
  for (const place of [2, 3, 4]) if (one[place] && one[place] === other[place]) parts.push(one[place].toLowerCase());
  const years = Math.abs(one[1] - other[1]);
  parts.push(years === 0 ? 'of the same year' : years + (years === 1 ? ' year apart' : ' years apart'), 'rated ' + other[6].toFixed(1));
  return parts.join(', ');
}
function show() {
  const place = places.get(input.value);
  if (place === undefined) return;
  location.hash = encodeURIComponent(input.value);
  const seen = DATA.films[place];
  document.getElementById('best').replaceChildren(...DATA.best[place].map(([other, score]) => {
    const film = DATA.films[other];
    const item = document.createElement('li');
    const title = make('div', 'title', film[0] + ' ');
    title.append(make('span', 'year', film[1]));
    const track = make('div', 'track');
    track.append(Object.assign(document.createElement('i'), { style: 'width: ' + Math.round(score * 100) + '%' }));
    item.append(title, make('div', 'score', score.toFixed(2)), make('div', 'shared', shared(seen, film)), track);
    return item;
  }));
}
input.addEventListener('input', show);
input.value = decodeURIComponent(location.hash.slice(1)) || name(DATA.films[0]);
show();
`;
